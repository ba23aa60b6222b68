// Lines: canonical lines of JSON on their way into Redis lists and back.
// Promises: a line comes back byte for byte; `seq` rides in front of it: `{"seq":12,"ts":…`.
// Leaves to others: saying which numbers are right (append.ts).
import type { Lines } from '../../record/record.ts'
import type { Bulks } from './wire.ts'

/** Source → its lines, with numbers from `from + 1` on over all of them, as they go to Redis. */
export const numbered = ({ bytes }: Lines, from: number): Map<string, Bulks> => {
  // one character a byte: lengths in the text are lengths in bytes
  const text = bytes.toString('latin1')
  const lists = new Map<string, Bulks>()
  let [number, newest, list] = [from, '', { text: '', count: 0 }]
  for (let at = 0, end: number; at < text.length; at = end + 1) {
    end = text.indexOf('\n', at)
    envelope.lastIndex = at
    const source = envelope.exec(text)?.[1] ?? odd(text.slice(at, end))
    if (source !== newest) {
      const name = JSON.parse(Buffer.from(source, 'latin1').toString()) as string
      list = lists.get(name) ?? { text: '', count: 0 }
      lists.set(name, list)
      newest = source
    }
    const head = `{"seq":${++number},`
    list.text += `$${head.length + end - at - 1}\r\n${head}${text.slice(at + 1, end)}\r\n`
    list.count++
  }
  return lists
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
