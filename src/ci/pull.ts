// Pull: the failed steps of a run, fetched from its forge: what jobs could not send, and steps that are actions.
//
//   run ─▶ failed jobs ─▶ log of each ─▶ split by steps ─▶ as if they had been sent, unless the job sent them
//
// Promises: what a job sent wins; fetching again changes nothing.

import type { Forge, ForgeJob } from './forges/forge.ts'
import { isFailed, type StepLog, splitLog } from './forges/split.ts'
import type { CiRooms } from './rooms.ts'
import { isSameStep } from './same.ts'
import type { CiStep } from './step.ts'
import { readStep } from './step.ts'
import { maxTailLines } from './tail.ts'
import type { SentLog, TakenLog } from './take.ts'

/** `jobs`: that failed. `skipped`: steps that their jobs had sent. `gone`: jobs whose logs the forge does not keep any more. */
export type Pulled = {
  headSha: string
  jobs: number
  steps: (TakenLog & { jobId: string; leg: string; stepName: string })[]
  skipped: number
  gone: number
}

type Take = (step: CiStep, log: SentLog) => Promise<TakenLog>

/** Errors: as Forge and Take; CI_FIELD_INVALID, when the forge says what is no commit. */
export const pullRun = async (
  { catalog }: CiRooms,
  take: Take,
  forge: Forge,
  { repo, runId }: { repo: string; runId: string },
): Promise<Pulled> => {
  const { headSha, workflow, jobs } = await forge.run(repo, runId)
  const failed = jobs.filter(({ conclusion }) => isFailed(conclusion) && conclusion !== 'cancelled')
  const pulled: Pulled = { headSha, jobs: failed.length, steps: [], skipped: 0, gone: 0 }
  for (const job of failed) {
    const log = await forge.log(repo, runId, job)
    if (log === undefined) pulled.gone++
    for (const part of log === undefined ? [] : splitLog(log, job)) {
      const step = stepOf(part, job, { repo, runId, headSha, workflow })
      const sent = (await catalog.ofRun(repo, runId, step.runAttempt)).filter(({ origin }) => origin === 'pushed')
      if (sent.some((row) => isSameStep(row, { ...step, logTail: tailOfPart(part) }))) {
        pulled.skipped++
        continue
      }
      const bytes = Buffer.from(`${part.lines.join('\n')}\n`)
      const taken = await take(step, { bytes, isWhole: true, origin: 'pulled', hasStamps: true })
      pulled.steps.push({ ...taken, jobId: step.jobId, leg: step.leg, stepName: step.stepName })
    }
  }
  return pulled
}

type Run = { repo: string; runId: string; headSha: string; workflow: string }

const stepOf = ({ stepName, conclusion }: StepLog, { name, attempt }: ForgeJob, run: Run): CiStep => {
  const [, jobId = name, leg = ''] = /^(.*\S) \(([^()]*)\)$/.exec(name) ?? []
  const { repo, runId, headSha, workflow } = run
  const fields: Record<string, unknown> = {
    ...{ repo, run_id: runId, run_attempt: attempt, head_sha: headSha, workflow: short(workflow) },
    ...{ job_id: short(jobId), leg: short(leg), step_name: short(stepName), conclusion },
  }
  return readStep((field) => fields[field])
}

/** A name that fits, cut between characters. */
const short = (text: string): string => {
  const bytes = Buffer.from(text)
  return bytes.length <= 250
    ? text
    : `${bytes
        .subarray(0, 246)
        .toString()
        .replace(/\ufffd+$/, '')}…`
}

// the part that a tail would be made of, without times and with some of what the runner adds
const tailOfPart = ({ lines }: StepLog): string =>
  lines
    .slice(-2 * maxTailLines)
    .map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z ?/, '').replace(/\u001b\[[\d;]*[A-Za-z]|\r$/g, ''))
    .join('\n')
