// POST (or PUT) /ingest: the door of the corridor.
//
//   parse (intake/ingest) ─▶ take-in.ts ─▶ 200 with a cursor a run
//
// Promises: 200 means durable.
import type { Context } from 'hono'
import { parseIngest } from '../intake/ingest/ingest.ts'
import type { Receipt } from '../runs/take.ts'
import { namedBy, type TakeInOptions, takeIn } from './take-in.ts'

export const ingestRoute =
  (options: TakeInOptions) =>
  async (c: Context): Promise<Response> => {
    const { maxRecordBytes, now } = options
    const contentType = c.req.header('Content-Type') ?? ''
    const named = namedBy(c)
    // the name that Fluent Bit's manual gives it (`header_tag`)
    const tag = c.req.header('Fluent-Tag')
    const userAgent = c.req.header('User-Agent')
    const { reading, receipt, elapsedMs } = await takeIn(
      c,
      named,
      (body) => parseIngest(body, { contentType, ...named, tag, userAgent, nowMs: now(), maxRecordBytes }),
      options,
    )
    const latestRunId = await options.runs.latest()
    return c.json({ ...answerOf(receipt, named.source ?? reading.source ?? tag, elapsedMs), latestRunId })
  }

/** What a sender is told of a batch that was taken in. `source`: whoever named one for all of it. */
export const answerOf = (
  { runs, accepted, rejected, rejectedCount }: Receipt,
  source: string | undefined,
  elapsedMs: number,
) => {
  const [runId, cursor] = [...runs][0]!
  return {
    success: true,
    runId,
    source: source ?? 'app',
    accepted,
    rejected,
    ...(rejectedCount > rejected.length ? { rejectedCount } : {}),
    cursor,
    ...(runs.size > 1 ? { cursors: Object.fromEntries(runs) } : {}),
    processingTime: Math.round(elapsedMs * 1000) / 1000,
  }
}
