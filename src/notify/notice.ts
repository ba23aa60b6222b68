// Notice: what is told of a failure, and the body it is told in.
import type { Level } from '../record/record.ts'

/** `count` is the whole of it so far; `firstSeen` and `lastSeen` are ISO-8601. */
export type Notice = {
  fingerprint: string
  level: Level
  type: string
  summary: string
  message: string
  source: string
  count: number
  firstSeen: string
  lastSeen: string
}

/** JSON that readers of both originals understand: `{level,type,summary,count,runId}` and `{issue,runId,timestamp}`. The same for every
 *  try: `timestamp` (ISO-8601) is that of the decision to tell, `idempotencyKey` stands in the header of that name, too. */
export const bodyOf = (runId: string, notice: Notice, timestamp: string, idempotencyKey: string): string => {
  const { level, type, summary, count } = notice
  const issue = { ...notice, runId, notified: true }
  return JSON.stringify({ level, type, summary, count, runId, timestamp, idempotencyKey, issue })
}
