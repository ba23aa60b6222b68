// Together: a server that is several processes, for the tests as if it were one.
// Promises: all of them run, or none; its pid is that of the one that clients speak to; nothing of what it kept outlives stop().
// Leaves to others: one process (process.ts), in which order they start and what each needs (the file of each server).
import { connect } from 'node:net'
import { type Served, served } from './process.ts'

export type Together = { readonly pid: number; stop(): Promise<void>; kill(): Promise<void> }

/** `start` is given a place for each name, in which it starts that process. `front` is the one that clients speak to. */
export const together = async <Name extends string>(
  names: readonly Name[],
  front: Name,
  start: (places: Record<Name, Served>) => Promise<void>,
): Promise<Together> => {
  const places = Object.fromEntries(names.map((name) => [name, served()])) as Record<Name, Served>
  const all = names.map((name) => places[name])
  const kill = async () => {
    await Promise.all(all.map((place) => place.kill()))
  }
  // killed first: what they would tidy up on their way out is removed anyway
  const stop = async () => {
    await kill()
    for (const place of all) await place.stop()
  }
  try {
    await start(places)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    get pid() {
      return places[front].pid
    },
    stop,
    kill,
  }
}

/** Whether somebody takes connections there. Rejects if nobody does. */
export const listens = (port: number): Promise<boolean> => {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const socket = connect(port, '127.0.0.1', () => {
    socket.destroy()
    resolve(true)
  })
  socket.once('error', reject)
  return promise
}
