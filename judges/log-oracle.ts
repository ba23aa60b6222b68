// The oracle of the fault judges: what must be true of a log that several wrote at once through faults, for whoever reads it.
// Promises: says in sentences what is not.
import { encodeRecord, toLines } from '../src/record/record.ts'
import type { BatchId, Cursor } from '../src/store/store.ts'

/** `cursor`: set once it was acknowledged. `lane`: batches of one lane must be read in the order they were sent in; undefined where
 *  several stores may have got the batch, which know nothing of each other. */
export type Batch = { stream: string; key: string; lines: string[]; lane?: string; cursor?: Cursor }

/** Lines of several sources and sizes, each of them different from all others. */
export const newBatch = (stream: string, key: string, lane: string, random: () => number): Batch => {
  const lines = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, n) => {
    const message = `${key} ${n} ${'payload é '.repeat(Math.floor(random() * 20))}`
    const source = `source-${Math.floor(random() * 3)}`
    return encodeRecord({ ts: '2026-01-01T00:00:00.000Z', level: 'info', source, message })
  })
  return { stream, key, lines, lane }
}

/** What an append is called with. */
export const sendable = ({ key, lines }: Batch) => [toLines(lines), { key, digest: '0' } satisfies BatchId] as const

/** `found`: every line of one stream as one reader got it, in that order; `batches` in the order each lane sent them. `isInOneOrder`:
 *  nothing may stand between the lines of a batch; where there is no one order, who stops in the middle of one is given late parts of
 *  other writers first. */
export const checkLog = (reader: string, batches: Batch[], found: string[], isInOneOrder: boolean): string[] => {
  const wrong: string[] = []
  const places = new Map(found.map((line, place) => [line, place]))
  if (places.size !== found.length) wrong.push(`${reader}: ${found.length - places.size} lines doubled`)
  const newestOf = new Map<string, number>()
  let known = 0
  for (const { key, lines, lane, cursor } of batches) {
    const at = lines.flatMap((line) => places.get(line) ?? [])
    known += at.length
    if (at.length === 0 && cursor !== undefined) wrong.push(`${reader}: lost ${key}`)
    if (at.length === 0) continue
    if (at.length !== lines.length) wrong.push(`${reader}: a part of ${key}: ${at.length} of ${lines.length}`)
    if (at.some((place, n) => n > 0 && place < at[n - 1]!)) wrong.push(`${reader}: lines of ${key} out of order`)
    if (isInOneOrder && at.at(-1)! - at[0]! >= lines.length) wrong.push(`${reader}: lines of ${key} apart`)
    // what was never acknowledged may have arrived at any time
    if (lane === undefined || cursor === undefined) continue
    if (at[0]! < (newestOf.get(lane) ?? 0)) wrong.push(`${reader}: ${key} before an earlier one of ${lane}`)
    newestOf.set(lane, at[0]!)
  }
  if (known !== places.size) wrong.push(`${reader}: ${places.size - known} lines that nobody sent`)
  return wrong
}

/** A note that several change by compare-and-set: its value lists the names of all changes, each put behind what was read.
 *  By name, what came of each. */
export type Changes = Map<string, 'acknowledged' | 'conflict' | 'unknown'>

export const checkChanges = (changes: Changes, value: unknown): string[] => {
  const found = Array.isArray(value) ? value : []
  const wrong: string[] = []
  if (new Set(found).size !== found.length) wrong.push('note: a change is in it twice')
  for (const [name, outcome] of changes) {
    const isThere = found.includes(name)
    if (isThere && outcome === 'conflict') wrong.push(`note: ${name} is in it and was told to be in conflict`)
    if (!isThere && outcome === 'acknowledged') wrong.push(`note: ${name} was acknowledged and is overwritten`)
  }
  for (const name of found) if (!changes.has(name)) wrong.push(`note: nobody put ${name}`)
  return wrong
}
