// Capture: what a command writes goes on unchanged, and its lines are taken on the way.
// Promises: the bytes reach `to` as they came, at its pace; a reader that leaves is a closed pipe to the command, too, as it would
//   be without us; an unfinished last line is a line.
import type { Readable, Writable } from 'node:stream'
import { createCutter, newline } from './cut.ts'

export type CaptureOptions = {
  from: Readable
  to: Writable
  take(lines: string[]): void
  /** What is kept of a longer line, before its marker. */
  maxLineBytes: number
  /** Awaited between chunks. */
  room(): Promise<void>
}

export interface Capture {
  /** Everything was read, or nobody reads on. */
  done: Promise<void>
  /** Chunks so far. */
  readonly heard: number
  /** We are the slow ones: there may be more to read. */
  readonly isHeldUp: boolean
  /** The last line has no end yet: what is printed behind it would stand in it. */
  readonly isLineOpen: boolean
  /** Reads no further. */
  stop(): void
}

export const createCapture = ({ from, to, take, maxLineBytes, room }: CaptureOptions): Capture => {
  const cutter = createCutter(maxLineBytes)
  const { promise, resolve } = Promise.withResolvers<void>()
  let heard = 0
  let isHeldUp = false
  let isOpen = true
  let isLineOpen = false

  to.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    isOpen = false
    to.emit('drain')
    from.destroy()
  })

  const passOn = async (chunk: Buffer) => {
    if (isOpen && !to.write(chunk)) await new Promise<void>((drained) => to.once('drain', drained))
    await room()
  }

  from.on('data', (chunk: Buffer) => {
    heard++
    isLineOpen = chunk.at(-1) !== newline
    cutter.push(chunk)
    // before anything is waited for: the other stream's lines come in between only when they came later
    if (cutter.count > 0) take(cutter.take())
    isHeldUp = true
    from.pause()
    void passOn(chunk).then(() => {
      isHeldUp = false
      from.resume()
    })
  })
  from.on('close', () => {
    cutter.end()
    if (cutter.count > 0) take(cutter.take())
    resolve()
  })

  return {
    done: promise,
    get heard() {
      return heard
    },
    get isHeldUp() {
      return isHeldUp
    },
    get isLineOpen() {
      return isLineOpen
    },
    stop: () => void from.destroy(),
  }
}
