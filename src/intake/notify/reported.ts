// Reported: an issue that another program found, as the record that is kept of it. The body is the one that callbacks are sent.
import { fail } from '../../errors.ts'
import { checkId, maxSourceBytes } from '../../record/names.ts'
import { type Level, type LogRecord, levels, reportedType } from '../../record/record.ts'
import type { Slice } from '../../record/slice.ts'

const defaultSource = 'notify'
const maxCount = 1_000_000

/** Body: `{level?, type?, summary | message, count?, source?, runId?, timestamp?}`, or the original's `{issue: {…}, runId}`.
 *  Errors: BODY_INVALID, FIELD_INVALID. */
export const readReported = (body: Buffer, nowMs: number): { runId?: string; slices: Slice[] } => {
  const sent = objectOf(parse(body))
  const issue = sent.issue === undefined ? sent : objectOf(sent.issue)
  const runId = sent.runId ?? issue.runId
  const message = issue.message ?? issue.summary
  if (typeof message !== 'string' || message.trim() === '') {
    throw fail('FIELD_INVALID', { field: 'summary', reason: 'says what is wrong' })
  }
  const record: LogRecord = {
    ts: new Date(nowMs).toISOString(),
    level: levelOf(issue.level),
    source: sourceOf(issue.source),
    type: reportedType,
    message,
    attributes: {
      count: countOf(issue.count),
      ...(typeof issue.type === 'string' && { type: issue.type.slice(0, maxSourceBytes) }),
    },
  }
  const named = runId === undefined || runId === 'latest' ? undefined : checkId('runId', runId)
  return { runId: named, slices: [{ taken: [{ record }], rejected: [] }] }
}

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    throw fail('BODY_INVALID', { reason: 'it is not JSON' }, error)
  }
}

const objectOf = (value: unknown): Record<string, unknown> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw fail('BODY_INVALID', { reason: 'it takes {"level", "type", "summary", "count", "runId"}' })
}

const levelOf = (value: unknown): Level => {
  if (value === undefined) return 'error'
  const level = levels.find((known) => known === value)
  if (level !== undefined) return level
  throw fail('FIELD_INVALID', { field: 'level', reason: `takes one of ${levels.join(', ')}` })
}

const sourceOf = (value: unknown): string => {
  if (value === undefined || value === '') return defaultSource
  if (typeof value === 'string' && Buffer.byteLength(value) <= maxSourceBytes) return value
  throw fail('FIELD_INVALID', { field: 'source', reason: `takes a text of at most ${maxSourceBytes} bytes` })
}

const countOf = (value: unknown): number => {
  if (value === undefined) return 1
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maxCount) return value as number
  throw fail('FIELD_INVALID', { field: 'count', reason: `takes a whole number from 1 to ${maxCount}` })
}
