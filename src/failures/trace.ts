// Trace: what went wrong and where, read from the lines of one event, whatever language it is of.
// Leaves to others: each language (stack/), which lines are one event (join.ts).
import type { Frame } from './failure.ts'
import { type ReadStack, type Thrown, thrownIn } from './stack/frame.ts'
import { readGo } from './stack/go.ts'
import { isJvmFrame, readJvm } from './stack/jvm.ts'
import { readNative } from './stack/native.ts'
import { readPython } from './stack/python.ts'
import { readPhp, readRuby } from './stack/ruby-php.ts'
import { readRust } from './stack/rust.ts'
import { isCodeFrame, isScriptFrame, readScript } from './stack/script.ts'

/** `thrown`: outermost first. `said`: the lines that are no frames, nor what a runtime prints around them. */
export type Trace = { thrown: Thrown[]; said: string[] }

const readers: readonly ReadStack[] = [readPython, readGo, readRust, readJvm, readScript, readNative, readRuby, readPhp]

// most events are one line: what needs a second one to say anything is not asked
const ofOneLine: readonly ReadStack[] = [readRust, readNative, readRuby, readPhp]

export const readTrace = (lines: readonly string[]): Trace => {
  const words = lines.filter((line) => line.trim() !== '')
  const telling = words.filter((line) => !isAroundWords(line))
  const said = telling.length === 0 ? words : telling
  for (const read of lines.length === 1 ? ofOneLine : readers) {
    const thrown = read(lines)
    if (thrown.length > 0) return { thrown, said }
  }
  const named = said.map(thrownIn).find((each) => each !== undefined)
  return { thrown: named === undefined ? [] : [named], said }
}

/** Where it probably comes from: the app's own code at the root of the chain, else further out. */
export const placeOf = ({ thrown }: Trace): Frame | undefined => {
  const inside = [...thrown].reverse().map((each) => each.frames.find((frame) => frame.isInApp))
  return inside.find((frame) => frame !== undefined)
}

// a path may have 4,096 letters on Linux
const maxFrame = 8192

/** A line that names a place of a stack, and says nothing by itself. */
export const isFrame = (line: string): boolean => {
  if (line.length > maxFrame) return false
  if (/^\s*at \S/.test(line)) return isJvmFrame(line) || isScriptFrame(line)
  return /^[\s|+-]*File ".*", line \d+|^\s+from \S+:\d+:in |^\s*#\d+ |^\s+\S+\.go:\d+|^[^\s@]{0,200}@[^\s@]{1,1000}:\d+:\d+$|^\s*❯ \S.*:\d+:\d+$|^\s*\.\.\. \d+ (?:more|common)/.test(
    line,
  )
}

const isAroundWords = (line: string): boolean =>
  isFrame(line) ||
  isCodeFrame(line) ||
  /^[\s|]*[\^~]+$|^[=*_\s-]+$|^Node\.js v\d|^goroutine \d+ |^stack backtrace:|^note: run with|^APPLICATION FAILED TO START$|^Description:$|^[A-Z][\w.+`]{1,200}\[\d{1,9}\]$/.test(
    line,
  )
