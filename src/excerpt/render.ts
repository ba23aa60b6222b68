// Render: chosen lines as text, in the order of the log, each cut marked with its size and the lines to read on.
//
//   ⋯ 1-41 (41 lines)
//   FAIL test/cart.test.js
//   ⋯ 43-90 (48 lines)
//
// Promises: lines as they are in the log, without colours and the runner's times; a long one is trimmed around what was found in it, with
//   `…` where something is gone; never more than `maxBytes`.
import type { Line } from './line.ts'

/** `from` and `to` are numbers of lines, counted from 1; `lines` are gone from there. */
export type Cut = { from: number; to: number; lines: number }

export type Rendered = { text: string; cuts: Cut[] }

/** `texts[i]` of `lines[i]`, as it is to be shown. `totalLines`: of the whole log. */
export const render = (lines: readonly Line[], texts: readonly string[], totalLines: number): Rendered => {
  const out: string[] = []
  const cuts: Cut[] = []
  const cut = (from: number, to: number) => {
    if (to < from) return
    cuts.push({ from, to, lines: to - from + 1 })
    out.push(from === to ? `⋯ ${from} (1 line)` : `⋯ ${from}-${to} (${to - from + 1} lines)`)
  }
  let last = 0
  lines.forEach((line, i) => {
    cut(last + 1, line.number - 1)
    out.push(texts[i]!)
    last = line.number
  })
  cut(last + 1, totalLines)
  return { text: out.join('\n'), cuts }
}

/** At most `max` letters of a line: its beginning, and what its signal found. A segment of a long line says that there is more of it. */
export const shownText = ({ text, said, isPart, from }: Line, max: number): string => {
  const bare = text.trimEnd()
  if (bare.length <= max) return isPart ? `…${bare}…` : bare
  const at = from + Math.max(0, said?.signal.match.exec(bare.slice(from))?.index ?? 0)
  const before = isPart ? '…' : ''
  if (at < max * 0.7) return `${before}${bare.slice(0, wholeAt(bare, max))}…`
  const beginning = bare.slice(0, wholeAt(bare, Math.floor(max * 0.5)))
  const start = Math.max(beginning.length, Math.min(at - 10, bare.length - Math.floor(max * 0.5)))
  const end = start + Math.floor(max * 0.5)
  const rest = bare.slice(wholeAt(bare, start), wholeAt(bare, end))
  return `${before}${beginning}…${rest}${end < bare.length || isPart ? '…' : ''}`
}

/** Not between the two halves of a surrogate pair. */
const wholeAt = (text: string, at: number) => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at)
