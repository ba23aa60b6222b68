// Go: panics, fatal errors of the runtime, and their goroutine dumps: function and place in two lines.
import { frameOf, type ReadStack } from './frame.ts'

const head = /^(?:.*http: panic serving [^:]+:\d+: |panic: |fatal error: |fatal: morestack|SIG[A-Z]+: )(.*)$/
const func =
  /^(?:created by )?(panic(?=\()|(?:[\w.~-]+\/)*[\w.~-]+\.[^\s]+?)(?:\((?:[^()]|\{[^}]*\})*\))?(?: in goroutine \d+)?$/
const place = /^\s+(\/?[^\s:]{1,1000}\.(?:go|s)|[A-Z]:[^\s]{1,1000}\.go):(\d{1,9})(?: \+0x[0-9a-f]+)?$/
const routine = /^goroutine \d{1,20} .{0,60}?\[[^\]]{1,200}\]:$/

export const readGo: ReadStack = (lines) => {
  const first = lines.findIndex((line) => routine.test(line))
  const said = lines.map((line) => head.exec(line)).find((found) => found !== null)
  if (first < 0 && !lines.some((line) => place.test(line))) return []
  const message = (said?.[1] ?? '').replace(/ \[recovered\].*$/, '')
  const frames = []
  let name: string | undefined
  for (const line of lines.slice(first + 1)) {
    // the first routine is the one that failed
    if (routine.test(line)) break
    const at = place.exec(line)
    if (at !== null) frames.push(frameOf(at[1]!, name, at[2]))
    name = at === null ? func.exec(line)?.[1] : undefined
  }
  // what stands above panic() itself is the runtime's, and deferred functions that only looked on
  const thrownAt = frames.findLastIndex(
    (each) => each.func === 'panic' || /^runtime\.(?:gopanic|panic\w*|sigpanic|throw|fatal\w*)$/.test(each.func ?? ''),
  )
  const error = /^runtime error: |^\*?[\w./]+Error\b/.exec(message)
  const type = error === null ? 'panic' : error[0].replace(/: $/, '')
  return [{ type, message: message.replace(/^runtime error: /, ''), frames: frames.slice(thrownAt + 1) }]
}
