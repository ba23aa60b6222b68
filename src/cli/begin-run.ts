// Begin run: a run with a name of ours becomes the latest, however long the service is away.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Place, ReadError, request } from '../../client/src/http.ts'
import { backoffMs } from '../../client/src/retry.ts'
import { isAway } from './failure.ts'

export type BeginRun = {
  place: Place
  runId: string
  codeId: Promise<string | undefined>
  giveUp: AbortSignal
  say(sentence: string): void
}

const timeoutMs = 30_000
const backoff = { baseMs: 100, maxMs: 2000 }

/** `POST /control/clear`. Resolves when the run has begun, when the service refused it (told), or when it was given up. A run that
 *  is there already stays as it is, so that trying again is harmless. */
export const beginRun = async ({ place, runId, codeId, giveUp, say }: BeginRun): Promise<void> => {
  for (let failures = 0; !giveUp.aborted; failures++) {
    try {
      const signal = AbortSignal.any([giveUp, AbortSignal.timeout(timeoutMs)])
      const response = await request(place, '/control/clear', {
        method: 'POST',
        json: { runId, codeId: await codeId },
        signal,
      })
      await response.body?.cancel()
      if (failures > 0) say('the service is back')
      return
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      if (giveUp.aborted) return
      if (!isAway(error)) return say(`the run could not be begun: ${error.message}`)
      if (failures === 0) say(`waiting for the service: ${error.message}`)
      // woken when it is given up: the loop sees it
      await sleep(backoffMs(failures, backoff), undefined, { signal: giveUp }).catch(() => undefined)
    }
  }
}
