// Delta: what is wrong in a run in comparison with the one before, told at the end of a command.
// Promises: never an error of the command: a service that does not answer is told in one sentence.
import { ReadError, request } from '../../client/src/http.ts'
import type { Delta } from '../issues/issues.ts'
import { deltaText } from '../issues/render.ts'
import type { Session } from './session.ts'

// beside the wait of the service
const answerMs = 10_000

/** Waits until the service has looked at all of it, `waitMs` at most. Returns how much is new. */
export const tellDelta = async ({ place, say, warn }: Session, runId: string, waitMs: number): Promise<number> => {
  try {
    const signal = AbortSignal.timeout(waitMs + answerMs)
    const delta = (await (await request(place, '/api/delta', { query: { runId, waitMs }, signal })).json()) as Delta
    for (const line of deltaText(delta).trimEnd().split('\n')) say(line)
    return delta.fresh.length
  } catch (error) {
    // an older service has no such route
    if (!(error instanceof ReadError && error.status === 404))
      warn(`what is wrong in it could not be asked: ${(error as Error).message}`)
    return 0
  }
}
