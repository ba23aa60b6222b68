// Kept: the lines of a log as the records of its stream, without secrets, and back to what an excerpt is made of.
// Promises: one record a line, in order; what an excerpt is made of is the same right away and later on.
import { decodeRecord, type Lines, type LogRecord } from '../record/record.ts'
import type { Redactor } from '../redact/redact.ts'
import type { LogLine } from './lines.ts'

/** JSON lines, each ended by one `\n`; `count` of them. */
export type Batch = { bytes: Uint8Array; count: number }

/** Of whoever tells of a line: `source` is the step's name; `ts` stands where the line has no time of its own. */
export type Teller = { source: string; ts: string }

// one append each
const maxLines = 10_000
const maxLetters = 1 << 22

/** `name`: of nothing else that is masked. */
export const batchesOf = (lines: readonly LogLine[], name: string, teller: Teller, redactor: Redactor): Batch[] => {
  const batches: Batch[] = []
  let [from, letters] = [0, 0]
  for (let to = 1; to <= lines.length; to++) {
    letters += lines[to - 1]!.text.length
    if (to < lines.length && to - from < maxLines && letters < maxLetters) continue
    batches.push(redactor.encode(name, lines.slice(from, to).map(recordOf(teller))))
    from = to
    letters = 0
  }
  return batches
}

const recordOf =
  ({ source, ts }: Teller) =>
  (line: LogLine): LogRecord => ({
    ts: line.ts ?? ts,
    // a colour is the only word that many tools have for it
    level: line.isRed ? 'error' : 'info',
    source,
    message: line.text,
  })

/** As a store appends it; a thread hands over bytes that are no Buffer. */
export const asLines = ({ bytes, count }: Batch): Lines => ({
  bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  count,
})

/** Those of any number of batches, which may come from the store. */
export const recordsIn = (batches: readonly Batch[]): LogRecord[] =>
  batches.flatMap((batch) => asLines(batch).bytes.toString('utf8').split('\n').slice(0, -1).map(decodeRecord))

/** As the runner wrote it, as far as an excerpt looks at it. */
export async function* logOf(records: readonly LogRecord[]): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < records.length; at += maxLines) {
    const lines = records.slice(at, at + maxLines).map(({ level, message }) => (level === 'error' ? red : '') + message)
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
}

const red = '\u001b[31m'
