// Choose: of all lines that could be shown, those that fit.
// Promises: the heaviest first; each once, in the order of the log; lines that are alike but for numbers are shown a few times and
//   counted; never more bytes than asked for.
// Leaves to others: which lines there are and what each weighs (gather.ts).
import { type Line, lineText } from './line.ts'

/** `mark`: why it is shown, for whoever reads it. `isWhole`: one of several that belong together, such as a trace. */
export type Candidate = { line: Line; weight: number; mark?: string; isWhole?: boolean }

/** `text` as it is shown; `alike`: lines like it that are not. */
export type Chosen = { line: Line; text: string; marks: string[]; alike: number }

const maxAlike = 3
// a failure is told in many words, what stands around it in few
const wholeChars = 1600
const chars = 400

export const choose = (candidates: readonly Candidate[], patterns: readonly RegExp[], maxBytes: number): Chosen[] => {
  const chosen = new Map<number, Chosen>()
  const kinds = new Map<string, Chosen[]>()
  const counted = new Set<number>()
  let bytes = 0
  for (const { line, mark, isWhole } of candidates.toSorted((a, b) => b.weight - a.weight)) {
    const known = chosen.get(line.number)
    if (known) {
      if (mark !== undefined && !known.marks.includes(mark)) known.marks.push(mark)
      continue
    }
    const kind = maskOf(line)
    const alike = kinds.get(kind) ?? []
    if (alike.length >= maxAlike && !isWhole) {
      if (!counted.has(line.number)) alike.at(-1)!.alike++
      counted.add(line.number)
      continue
    }
    const text = lineText(line, isWhole ? wholeChars : chars, patterns)
    const size = Buffer.byteLength(text) + overhead
    if (bytes + size > maxBytes) continue
    bytes += size
    const one: Chosen = { line, text, marks: mark === undefined ? [] : [mark], alike: 0 }
    chosen.set(line.number, one)
    kinds.set(kind, [...alike, one])
  }
  return [...chosen.values()].sort((a, b) => a.line.number - b.line.number)
}

// the number in front, a mark behind, the gap between two
const overhead = 40

/** `L120 …` one a line, gaps told, as people and models read it. */
export const listing = (chosen: readonly Chosen[]): string =>
  chosen
    .map(({ line, text, marks, alike }, i) => {
      const gap = line.number - (chosen[i - 1]?.line.number ?? line.number - 1) - 1
      const between = gap > 0 ? `… ${gap.toLocaleString('en')} ${gap === 1 ? 'line' : 'lines'}\n` : ''
      const notes = [...marks, ...(alike > 0 ? [`${alike.toLocaleString('en')} more like it`] : [])]
      // an arrow in a log is no note of ours
      return `${between}L${line.number} ${text.replaceAll('←', '<-')}${notes.length > 0 ? `  ← ${notes.join(', ')}` : ''}`
    })
    .join('\n')

/** What lines that are alike have in common. */
const maskOf = ({ record: { source, level, message } }: Line): string =>
  `${source} ${level} ${message
    .slice(0, 300)
    .replace(/\b(?=[a-f\d-]*\d)[a-f\d]{6,}(?:-[a-f\d]+)*\b/gi, '#')
    // all numbers are one but those that say that a request failed
    .replace(/(?!\b[45]\d\d\b)\d+/g, '#')}`
