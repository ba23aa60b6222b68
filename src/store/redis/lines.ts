// Lines: canonical lines of JSON on their way into Redis lists and back.
// Promises: a line comes back byte for byte; `seq` rides in front of it: `{"seq":12,"ts":…`.
// Leaves to others: saying which numbers are right (append.ts).
import type { Lines } from '../../record/record.ts'

/** `stored`: the lines with numbers from `from + 1` on. `stretches`: how many in a row are of one source. */
export type Numbered = { stored: string[]; stretches: { source: string; count: number }[] }

export const numbered = ({ bytes }: Lines, from: number): Numbered => {
  const text = bytes.toString()
  const stored: string[] = []
  const stretches: Numbered['stretches'] = []
  let newest: string | undefined
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    envelope.lastIndex = at
    const source = envelope.exec(text)?.[1] ?? odd(text.slice(at, end))
    if (source === newest) stretches[stretches.length - 1]!.count++
    else stretches.push({ source: JSON.parse(source) as string, count: 1 })
    newest = source
    stored.push(`{"seq":${from + stored.length + 1},${text.slice(at + 1, end)}`)
    at = end + 1
  }
  return { stored, stretches }
}

// the envelope of record.ts, as far as the source
const envelope = /\{"ts":"[^"\\\n]*","level":"[^"\\\n]*","source":("(?:[^"\\\n]|\\.)*")/y

/** The source, as JSON, of a line that is no record. */
const odd = (line: string): string => {
  const { source } = JSON.parse(line) as { source?: unknown }
  return JSON.stringify(typeof source === 'string' ? source : '')
}

/** Takes off the number that was put in front. */
export const unnumbered = (stored: string): { seq: number; line: string } => {
  const comma = stored.indexOf(',')
  return { seq: Number(stored.slice('{"seq":'.length, comma)), line: `{${stored.slice(comma + 1)}` }
}
