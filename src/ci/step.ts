// Step: what is said of a step of a CI job, checked field by field, and the stream its log lies in.
// Promises: whatever the fields hold, the stream has a safe name; the same step of the same attempt has the same.
// Leaves to others: where the fields come from (http/ci-log.ts, forges/).
import { hash } from 'node:crypto'
import type { CiStepKey } from '../catalog/ci-logs.ts'
import { fail } from '../errors.ts'

/** `headSha` in lower case; `conclusion` as the forge calls it: failure, cancelled, success. */
export type CiStep = CiStepKey & { workflow: string; headSha: string; conclusion: string }

/** The only conclusion that is none of a failure. */
export const passed = 'success'

const maxBytes = 256

/** `get`: a field by its name on the wire. Errors: CI_FIELD_INVALID, which names it. */
export const readStep = (get: (field: string) => unknown): CiStep => {
  const text = (field: string) => textOf(field, get(field))
  const needed = (field: string) => text(field) ?? wrong(field, 'it is needed')
  return {
    repo: checkRepo(needed('repo')),
    runId: needed('run_id'),
    runAttempt: attemptOf(text('run_attempt')),
    jobId: needed('job_id'),
    leg: text('leg') ?? '',
    workflow: text('workflow') ?? '',
    stepName: needed('step_name'),
    headSha: shaOf(needed('head_sha')),
    conclusion: conclusionOf(needed('conclusion')),
  }
}

/** `owner/name`, with up to four groups between, of 200 letters together. Errors: CI_FIELD_INVALID. */
export const checkRepo = (repo: string): string => {
  const segments = repo.split('/')
  const isSafe = segments.every((segment) => /^[A-Za-z0-9._-]{1,128}$/.test(segment) && !/^\.\.?$/.test(segment))
  return isSafe && segments.length >= 2 && segments.length <= 6 && repo.length <= 200
    ? repo
    : wrong('repo', 'takes owner/name')
}

/** Whether it is a commit's name, or the beginning of one. */
export const isSha = (text: string): boolean => /^[0-9a-f]{4,64}$/i.test(text)

/** All that is kept of a commit lies behind this: one note of this name, and a stream for each step. */
export const shaNote = ({ repo, headSha }: { repo: string; headSha: string }) => `ci/${repo}/${headSha}`

export const stepStream = (step: CiStepKey & { headSha: string }): string => {
  const { runId, runAttempt, jobId, leg, stepName } = step
  const name = hash('sha256', JSON.stringify([runId, runAttempt, jobId, leg, stepName]), 'hex').slice(0, 32)
  return `${shaNote(step)}/${name}`
}

const textOf = (field: string, value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  if (typeof text !== 'string') return wrong(field, 'takes a text')
  if (Buffer.byteLength(text) > maxBytes) return wrong(field, `takes at most ${maxBytes} bytes`)
  return text.trim() === '' ? undefined : text.toWellFormed()
}

const attemptOf = (text = '1'): number =>
  /^[1-9]\d{0,8}$/.test(text) ? Number(text) : wrong('run_attempt', 'takes a whole number from 1')

const shaOf = (text: string): string =>
  isSha(text) ? text.toLowerCase() : wrong('head_sha', 'takes the name of a commit, 4 to 64 hex digits')

const conclusionOf = (text: string): string =>
  /^[A-Za-z_]{1,40}$/.test(text) ? text.toLowerCase() : wrong('conclusion', 'takes one word, such as failure')

const wrong = (field: string, reason: string): never => {
  throw fail('CI_FIELD_INVALID', { field, reason })
}
