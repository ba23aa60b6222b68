// Latest: which run is the newest.
import { type Place, ReadError, request } from '../../client/src/http.ts'

/** The id of the newest run; undefined when there is none at all. Throws ReadError, also when `stop` ended it. */
export const latestRun = async (place: Place, stop?: AbortSignal): Promise<string | undefined> => {
  const leave = new AbortController()
  try {
    // an answer to a reader names the stream before the first record, also of a run without any
    const query = { runId: 'latest', backfill: 0 }
    const signal = stop ? AbortSignal.any([stop, leave.signal]) : leave.signal
    const { headers } = await request(place, '/events', { query, signal })
    return headers.get('x-spoor-streams')?.replace(/^run\//, '')
  } catch (error) {
    if (error instanceof ReadError && error.status === 404) return undefined
    throw error
  } finally {
    leave.abort()
  }
}
