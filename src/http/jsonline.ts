// POST /insert/jsonline: VictoriaLogs' route, for senders that are set up for it.
// Promises: as POST /ingest; a line that cannot be read is skipped and told in the answer, which is 200 all the same.
import type { Context } from 'hono'
import { parseIngest } from '../intake/ingest/ingest.ts'
import { jsonline } from '../intake/victorialogs/jsonline.ts'
import { readParams } from '../intake/victorialogs/params.ts'
import { answerOf } from './ingest.ts'
import { namedBy, type TakeInOptions, takeIn } from './take-in.ts'

export const jsonlineRoute =
  (options: TakeInOptions) =>
  async (c: Context): Promise<Response> => {
    const { maxRecordBytes, now } = options
    const named = namedBy(c)
    const dialect = jsonline(readParams((parameter, header) => c.req.query(parameter) || c.req.header(header)))
    // whatever the sender calls it: stream+json, plain text, nothing
    const meta = { contentType: 'application/x-ndjson', userAgent: c.req.header('User-Agent'), maxRecordBytes }
    const { reading, receipt, elapsedMs } = await takeIn(
      c,
      named,
      (body) => parseIngest(body, { ...meta, ...named, nowMs: now() }, dialect),
      options,
    )
    const latestRunId = await options.runs.latest()
    return c.json({ ...answerOf(receipt, named.source ?? reading.source, elapsedMs), latestRunId })
  }
