// Killed: the service dies while a sender sends, and comes back.
import { once } from 'node:events'
import { watch } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from './stage.ts'
import { until } from './until.ts'

/** Waits until a hundred more records have come, kills the service with SIGKILL as soon as it begins to write the next, which is the
 *  moment before it acknowledges them, and starts it again. */
export const killed = async (stage: Stage, runId: string): Promise<void> => {
  const count = async () => (await stage.kept(runId)).length
  const before = await count()
  await until(count, (now) => now >= before + 100)
  const watcher = watch(stage.data, { recursive: true })
  await once(watcher, 'change')
  await stage.kill()
  watcher.close()
  await stage.start()
}

/** Calls `send` with 0, 1, 2 … a few hundred times a second until it is ended, then says how often. */
export const flow = (send: (n: number) => Promise<void>) => {
  let isEnded = false
  const count = (async () => {
    for (let n = 0; ; n++) {
      if (isEnded) return n
      await send(n)
      if (n % 2 === 0) await pause(5)
    }
  })()
  return {
    end() {
      isEnded = true
      return count
    },
  }
}
