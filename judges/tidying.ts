// Housekeeping while a judge goes on: as the service does it, but all the time.
import { setTimeout as pause } from 'node:timers/promises'
import { isCode } from '../src/errors.ts'
import { opened } from './follower.ts'
import type { Proxied } from './proxied.ts'

/** Returns how often it was done. */
export const tidyUntil = async (server: Proxied, isOver: () => boolean): Promise<number> => {
  const { store, tidy } = await opened(server.open, AbortSignal.timeout(60_000))
  let times = 0
  while (!isOver()) {
    try {
      await tidy()
      times++
    } catch (error) {
      if (!isCode(error, 'STORE_UNAVAILABLE')) throw error
    }
    await pause(200)
  }
  await store.end()
  return times
}
