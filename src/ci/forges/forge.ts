// Forge: what a server says of a run of CI, in one form for all of them.
// Leaves to others: how each says it (github.ts, gitea.ts), which part of a job's log is which step's (split.ts).

/** Times in ms since the epoch, of the start; undefined for a step that did not run. */
export type ForgeStep = { name: string; conclusion: string; startedMs?: number }

/** `name` as the forge shows it: `test (linux, 20)`. `steps`: undefined where the forge does not tell. */
export type ForgeJob = {
  id: string
  name: string
  attempt: number
  conclusion: string
  steps?: ForgeStep[]
}

/** `workflow`: the name of its file. */
export type ForgeRun = { headSha: string; workflow: string; jobs: ForgeJob[] }

export interface Forge {
  /** The latest attempt. Errors: CI_RUN_NOT_FOUND, FORGE_WITHOUT_LOGS, FORGE_REFUSED, FORGE_UNAVAILABLE. */
  run(repo: string, runId: string): Promise<ForgeRun>
  /** Undefined when it is not kept any more. Errors: as run. */
  log(repo: string, runId: string, job: ForgeJob): Promise<Buffer | undefined>
}

/** The last part of a path, without a ref behind it: `.github/workflows/ci.yml@main` → `ci.yml`. */
export const fileName = (path: string): string => path.replace(/@.*$/, '').replace(/^.*\//, '')

/** What a forge says of a number or text, as text. */
export const asText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

/** The jobs of GitHub's API, and of Gitea's, which follows it. */
export const jobsIn = (list: unknown): ForgeJob[] => listOf(list).map(jobOf)

const jobOf = (job: Fields): ForgeJob => ({
  id: asText(job.id),
  name: asText(job.name),
  attempt: Math.max(1, Number(job.run_attempt ?? job.attempt) || 1),
  // Forgejo's jobs have a status only
  conclusion: asText(job.conclusion) || asText(job.status),
  ...(Array.isArray(job.steps) && job.steps.length > 0 && { steps: listOf(job.steps).map(stepOf) }),
})

const stepOf = (step: Fields): ForgeStep => {
  const startedMs = Date.parse(asText(step.started_at))
  // the year 1 is how Go writes that it never was
  return {
    name: asText(step.name),
    conclusion: asText(step.conclusion) || asText(step.status),
    ...(startedMs > 0 && { startedMs }),
  }
}

type Fields = Record<string, unknown>
const listOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.filter((item): item is Fields => typeof item === 'object' && item !== null) : []
