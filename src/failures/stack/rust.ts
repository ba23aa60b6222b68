// Rust: panics, with and without a backtrace.
import { frameOf, type ReadStack } from './frame.ts'

// since 1.73 the message stands in the next line; before, in front of the place
const now = /^thread '([^']{0,200})'(?: \(\d+\))? panicked at ([^\s][^:]{0,1000}):(\d{1,9}):(\d{1,9}):$/
const before = /^thread '([^']{0,200})' panicked at '(.*)', ([^\s:]{1,1000}):(\d{1,9}):(\d{1,9})$/
const name = /^\s*\d{1,5}: (?:0x[0-9a-f]+ - )?(.{1,500})$/
const place = /^\s+at ([^\s:]{1,1000}):(\d{1,9})(?::(\d{1,9}))?$/

export const readRust: ReadStack = (lines) => {
  const at = lines.findIndex((line) => now.test(line) || before.test(line))
  if (at < 0) return []
  const head = now.exec(lines[at]!)
  const old = before.exec(lines[at]!)
  const message = head === null ? old![2]! : (lines[at + 1] ?? '')
  const frames = []
  let func: string | undefined
  for (const line of lines.slice(at + 1)) {
    const where = place.exec(line)
    if (where !== null) frames.push(frameOf(where[1]!.replace(/^\.\//, ''), func, where[2], where[3]))
    else func = name.exec(line)?.[1]?.replace(/::h[0-9a-f]{16}$/, '') ?? func
  }
  // the place in the head is where it panicked, also of an `unwrap`; a backtrace knows the function there
  const [file, row, column] = head === null ? [old![3]!, old![4], old![5]] : [head[2]!, head[3], head[4]]
  const known = frames.find((each) => each.line === Number(row) && each.file.endsWith(file.replace(/^\.\//, '')))
  const first = known ?? frameOf(file, undefined, row, column)
  return [{ type: 'panic', message, frames: [first, ...frames.filter((each) => each !== known)] }]
}
