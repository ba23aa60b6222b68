// Gitea and Forgejo: runs, jobs and logs of Actions, as far as the server has them; which of them it has, it says in its API's description,
// not by its version.
//
//   Gitea    GET …/actions/runs/{run}        { head_sha, path, … }           …/jobs { jobs: [{ conclusion, steps, … }] }
//   Forgejo  GET …/actions/runs/{run_id}     { commit_sha, workflow_id, … }  …/jobs [{ status, attempt, … }], no steps
//   both     GET …/actions/jobs/{job_id}/logs, or …/actions/runs/{run}/jobs/{job_id}/logs: all of a job as text
//
// Promises: where the server describes nothing, its routes are tried.
import { fail } from '../../errors.ts'
import { asText, type Forge, fileName, jobsIn } from './forge.ts'
import type { ForgeHttp } from './http.ts'

/** How the log of a job is asked for. */
type Route = (runId: string, jobId: string) => string
const byJob: Route = (_, jobId) => `/actions/jobs/${jobId}/logs`
const byRun: Route = (runId, jobId) => `/actions/runs/${runId}/jobs/${jobId}/logs`

/** `web`: the server itself, `api`: its API; `host` for people. */
export const gitea = ({ web, api, host }: { web: ForgeHttp; api: ForgeHttp; host: string }): Forge => {
  let described: Promise<Route[]> | undefined
  const routes = (): Promise<Route[]> => {
    described ??= routesIn(web, host)
    // a server may be brought up to date
    described.catch(() => {
      described = undefined
    })
    return described
  }
  return {
    async run(repo, runId) {
      await routes()
      const path = `/repos/${repo}/actions/runs/${runId}`
      const run = (await api.json(path)) as Record<string, unknown> | undefined
      if (run === undefined) throw fail('CI_RUN_NOT_FOUND', { repo, runId })
      const answer = (await api.json(`${path}/jobs`)) as { jobs?: unknown } | undefined
      if (answer === undefined) throw fail('FORGE_WITHOUT_LOGS', { host })
      return {
        headSha: asText(run.head_sha) || asText(run.commit_sha),
        workflow: fileName(asText(run.path) || asText(run.workflow_id)),
        jobs: jobsIn(Array.isArray(answer) ? answer : answer.jobs),
      }
    },
    async log(repo, runId, { id, attempt }) {
      for (const route of await routes()) {
        const log = await api.bytes(`/repos/${repo}${route(runId, id)}?attempt=${attempt}`)
        if (log !== undefined) return log
      }
      return undefined
    },
  }
}

/** Errors: FORGE_WITHOUT_LOGS, as ForgeHttp.json. */
const routesIn = async (web: ForgeHttp, host: string): Promise<Route[]> => {
  const described = (await web.json('/swagger.v1.json')) as { paths?: Record<string, unknown> } | undefined
  if (described?.paths === undefined) return [byJob, byRun]
  const paths = Object.keys(described.paths).join('\n')
  const routes = [
    ...(/\/actions\/jobs\/\{\w+\}\/logs$/m.test(paths) ? [byJob] : []),
    ...(/\/actions\/runs\/\{\w+\}\/jobs\/\{\w+\}\/logs$/m.test(paths) ? [byRun] : []),
  ]
  const hasJobs = /\/actions\/runs\/\{\w+\}\/jobs$/m.test(paths)
  if (routes.length === 0 || !hasJobs) throw fail('FORGE_WITHOUT_LOGS', { host })
  return routes
}
