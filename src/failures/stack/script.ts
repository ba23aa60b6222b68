// Script: stacks of V8 (Node, Chrome, Deno, Bun), of Firefox and Safari. One name a frame, `file:line:column`.
// Source: V8's "Stack trace API"; the others write `function@url:line:column`.

import type { Frame } from '../failure.ts'
import { frameOf, type ReadStack, type Thrown, thrownIn } from './frame.ts'

const v8 =
  /^\s*at (?:async )?(?:(.{1,400}?) \()?((?:file:\/\/)?[^()\s][^()]{0,1000}?):(\d{1,9}):(\d{1,9})\)?(?: \{|,)?$/
// `at eval (eval at f (app.js:1:2), <anonymous>:1:3)`: the place that called eval is in a file
const evaluated = /^\s*at (.{1,400}?) \(eval at .{1,400}?\(([^()\s]{1,1000}):(\d{1,9}):(\d{1,9})\)/
const gecko = /^\s*([^@\s]{0,200})@((?:https?|file|webpack|moz-extension|app)[^\s]{1,1000}?):(\d{1,9}):(\d{1,9})$/
// vitest: ` ❯ add src/sum.ts:3:9`
const arrow = /^\s*❯ (?:(\S{1,200}) )?([^\s()]{1,400}\.[cm]?[jt]sx?):(\d{1,9}):(\d{1,9})$/
const wordless = /^\s*at (?:async )?(.{1,400}) \((?:<anonymous>|native|index \d+|wasm:.*)\)$|^\s*at <anonymous>$/

export const scriptFrame = (line: string): Frame | undefined => {
  const inside = evaluated.exec(line)
  if (inside !== null) return frameOf(plainPath(inside[2]!), plainName(inside[1]), inside[3], inside[4])
  const found = v8.exec(line) ?? gecko.exec(line) ?? arrow.exec(line)
  // a time is no place
  if (found === null || /^\d+$/.test(found[2]!)) return undefined
  return frameOf(plainPath(found[2]!), plainName(found[1]), found[3], found[4])
}

export const isScriptFrame = (line: string): boolean => scriptFrame(line) !== undefined || wordless.test(line)

/** A `.js` place alone in a line: Node prints it before the source line, the caret and the exception. */
export const isLeadIn = (line: string): boolean =>
  /^(?:(?:node:|\[eval\]|evalmachine)\S{0,300}|\/[^\s:.]{1,400}|(?:file:\/\/)?(?:[A-Za-z]:)?[^\s:]{1,1000}\.[cm]?[jt]sx?):\d{1,9}$/.test(
    line,
  )

export const readScript: ReadStack = (lines) => {
  const thrown: Thrown[] = []
  let before = ''
  let isInFrames = false
  for (const line of lines) {
    const frame = scriptFrame(line)
    if (frame !== undefined || wordless.test(line)) {
      if (!isInFrames && !isEmitted.test(before) && (thrown.at(-1)?.frames.length ?? 1) > 0)
        thrown.push(thrownIn(before) ?? untyped(before))
      isInFrames = true
      if (frame !== undefined) thrown.at(-1)?.frames.push(frame)
      continue
    }
    isInFrames = false
    const named = thrownIn(line)
    if (named !== undefined) thrown.push(named)
    if (line.trim() !== '' && !isCodeFrame(line)) before = line.trim()
  }
  const leadIn = readLeadIn(lines)
  if (leadIn?.frames[0]?.isInApp) {
    const first = thrown[0]
    if (first === undefined) return [leadIn]
    // a syntax error has no frame of its own: the lead-in says where it is
    if (first.type === 'SyntaxError' || first.frames.length === 0) first.frames.unshift(leadIn.frames[0])
  }
  return thrown.some((each) => each.frames.length > 0) ? thrown : []
}

// an emitter's own stack says who was listening, not what went wrong
const isEmitted = /^Emitted '\w+' event on /

const readLeadIn = (lines: readonly string[]): Thrown | undefined => {
  const first = lines.findIndex((line) => isLeadIn(line.trim()))
  if (first < 0) return undefined
  const caret = lines.findIndex((line, i) => i > first && /^\s*\^+\s*$/.test(line))
  const message = lines.slice(caret < 0 ? first + 1 : caret + 1).find((line) => line.trim() !== '') ?? ''
  const [, file, row] = /^(.*):(\d+)$/.exec(lines[first]!.trim())!
  return { ...untyped(message.trim()), frames: [frameOf(plainPath(file!), undefined, row)] }
}

/** A line of the source, as jest, vite and babel show it: ` > 3 | const x`. */
export const isCodeFrame = (line: string): boolean => /^\s*(?:> ?)?\d* ?\|(?: |$)/.test(line)

const untyped = (message: string): Thrown => ({ type: '', message, frames: [] })

const plainPath = (path: string) =>
  path
    .replace(/^file:\/\/(?=\/)/, '')
    .replace(/^async /, '')
    .replace(/[?#].*$/, '')

const plainName = (name: string | undefined) =>
  name
    ?.replace(/^(?:async|new) /, '')
    .replace(/ \[as .*\]$/, '')
    .replace(/^Object\.(?=<anonymous>)|^Module\./, '')
