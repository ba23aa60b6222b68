// Run capture: both streams of a command, read until it has ended and nothing more comes.
// Promises: what it wrote goes on to ours unchanged; a process that it leaves behind, with its streams open, is not waited for.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Capture, createCapture } from './capture.ts'
import type { Child, Exit } from './child.ts'

export type StreamName = 'stdout' | 'stderr'

/** `room`: awaited between chunks. `maxLineBytes`: what is kept of a longer line. */
export type Taking = { take(lines: string[], stream: StreamName): void; room(): Promise<void>; maxLineBytes: number }

// what a command leaves behind may hold its streams open for ever
const quietMs = 500

/** Resolves when the command has ended and what it wrote was read. `isLineOpen`: what is printed next would stand in its last line. */
export const captureAll = async (
  child: Child,
  { take, room, maxLineBytes }: Taking,
): Promise<{ exit: Exit; isLineOpen: boolean }> => {
  const captures = (['stdout', 'stderr'] as const).map((stream) => {
    const to = process[stream]
    // the program's would end us when nobody reads on; here the command has to hear of it
    to.removeAllListeners('error')
    return createCapture({ from: child[stream], to, take: (lines) => take(lines, stream), room, maxLineBytes })
  })
  const read = Promise.all(captures.map(({ done }) => done))
  const exit = await child.exited
  await Promise.race([read, quiet(captures)])
  for (const capture of captures) capture.stop()
  await read
  const [stdout, stderr] = captures
  return { exit, isLineOpen: stderr!.isLineOpen || (stdout!.isLineOpen && process.stdout.isTTY) }
}

/** Nothing was there to be read for a while. */
const quiet = async (captures: Capture[]): Promise<void> => {
  for (;;) {
    const heard = captures.map((capture) => capture.heard)
    await sleep(quietMs)
    if (captures.every((capture, i) => capture.heard === heard[i] && !capture.isHeldUp)) return
  }
}
