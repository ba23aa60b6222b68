// GitHub: runs, jobs and logs of Actions.
// Source: docs.github.com, REST API, "Workflow runs" and "Workflow jobs"; the log of a job is a redirect to a URL that is good for a minute.
import { fail } from '../../errors.ts'
import { asText, type Forge, type ForgeJob, fileName, jobsIn } from './forge.ts'
import type { ForgeHttp } from './http.ts'

const pageJobs = 100
const maxPages = 10

export const github = (http: ForgeHttp): Forge => ({
  async run(repo, runId) {
    const run = (await http.json(`/repos/${repo}/actions/runs/${runId}`)) as Record<string, unknown> | undefined
    if (run === undefined) throw fail('CI_RUN_NOT_FOUND', { repo, runId })
    const jobs: ForgeJob[] = []
    for (let page = 1; page <= maxPages; page++) {
      const path = `/repos/${repo}/actions/runs/${runId}/jobs?filter=latest&per_page=${pageJobs}&page=${page}`
      const answer = (await http.json(path)) as { jobs?: unknown } | undefined
      const found = jobsIn(answer?.jobs)
      jobs.push(...found)
      if (found.length < pageJobs) break
    }
    return { headSha: asText(run.head_sha), workflow: fileName(asText(run.path)), jobs }
  },
  log: (repo, _, { id }) => http.bytes(`/repos/${repo}/actions/jobs/${id}/logs`),
})
