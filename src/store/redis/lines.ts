// Lines: canonical lines of JSON on their way into Redis lists and back.
// Promises: a line comes back byte for byte; `seq` rides in front of it: `{"seq":12,"ts":…`.
// Leaves to others: giving numbers (append.ts, in Redis itself).
import type { Lines } from '../../record/record.ts'

/** So many lines in a row are of one source. */
export type Stretch = { source: string; count: number }

/** Which sources the lines are of, in their order. */
export const stretchesOf = ({ bytes }: Lines): Stretch[] => {
  // one character a byte: positions and comparisons are cheap, and only a source that is new is decoded
  const text = bytes.toString('latin1')
  const stretches: Stretch[] = []
  let newest: string | undefined
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    envelope.lastIndex = at
    const raw = envelope.exec(text)?.[1] ?? odd(text.slice(at, end))
    if (raw === newest) stretches[stretches.length - 1]!.count++
    else stretches.push({ source: decoded(raw), count: 1 })
    newest = raw
    at = end + 1
  }
  return stretches
}

// the envelope of record.ts, as far as the source
const envelope = /\{"ts":"[^"\\\n]*","level":"[^"\\\n]*","source":("(?:[^"\\\n]|\\.)*")/y

const decoded = (raw: string): string => JSON.parse(Buffer.from(raw, 'latin1').toString()) as string

/** The source of a line that is JSON, but no record: tests of other rooms append such lines. */
const odd = (line: string): string => {
  const { source } = JSON.parse(line) as { source?: unknown }
  return JSON.stringify(typeof source === 'string' ? source : '')
}

/** Takes off the number that was put in front. */
export const unnumbered = (stored: string): { seq: number; line: string } => {
  const comma = stored.indexOf(',')
  return { seq: Number(stored.slice('{"seq":'.length, comma)), line: `{${stored.slice(comma + 1)}` }
}
