// Python: tracebacks, chained ones and those of exception groups. Innermost frame last.
// Source: the Python reference, "traceback"; PEP 654 for groups.
import { frameOf, type ReadStack, type Thrown } from './frame.ts'

const frame = /^[\s|+-]*File "([^"]{1,1000})", line (\d{1,9})(?:, in (.{1,200}))?$/
const start = /^[\s|+]*(?:Exception Group )?Traceback \(most recent call last\):/
// what ends a traceback: `ValueError: text`, a name alone, with its module
const end = /^[\s|]*((?:[A-Za-z_][\w]{0,80}\.){0,12}[A-Za-z_]\w{0,120})(?:: ?(.*))?$/
const because = /^[\s|]*The above exception was the direct cause/

export const readPython: ReadStack = (lines) => {
  const found: Thrown[] = []
  let open: Thrown | undefined
  let isIn = false
  let isSyntax = false
  for (const line of lines) {
    const place = frame.exec(line)
    if (start.test(line) || (place !== null && open === undefined)) {
      open = { type: '', message: '', frames: [] }
      isIn = true
      isSyntax = !start.test(line)
    }
    if (open === undefined || !isIn) continue
    if (place !== null) {
      open.frames.unshift(frameOf(place[1]!, place[3], place[2]))
      continue
    }
    if (because.test(line)) continue
    const named = isBody(line) ? null : end.exec(line)
    if (named === null || (isSyntax && open.frames.length === 0)) continue
    open.type = named[1]!
    open.message = named[2] ?? ''
    found.push(open)
    open = undefined
    isIn = false
  }
  if (open !== undefined && open.frames.length > 0) found.push(open)
  // printed cause first; here the one that was reported comes first. A group is printed before its members.
  return lines.some((line) => line.includes('Exception Group Traceback')) ? found : found.reverse()
}

// source lines and carets stand four blanks deep behind what a group draws in front
const isBody = (line: string): boolean =>
  /^[\s|]*? {4}|^\s*\| {3,}/.test(line.replace(/^(?: {2,}\| )+/, '')) || /^[\s|]*[\^~]+$/.test(line)
