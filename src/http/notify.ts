// POST /notify: an issue that another program found is kept and counted as those that are found here.
import type { Context } from 'hono'
import { readReported } from '../intake/notify/reported.ts'
import { namedBy, type TakeInOptions, takeIn } from './take-in.ts'

/** 204 when it is durable. Errors: as POST /ingest. */
export const notifyRoute = (options: TakeInOptions) => async (c: Context) => {
  await takeIn(c, namedBy(c), (body) => readReported(body, options.now()), options)
  return c.body(null, 204)
}
