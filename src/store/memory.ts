// Memory: the whole contract in the plainest way. The truth-teller: every other driver must agree with it.
// Promises: everything of the contract but lasting.
import { fail } from '../errors.ts'
import { checkName } from '../record/names.ts'
import type { Cursor, Entry, Note, Store } from './store.ts'

type Stream = {
  birth: number
  /** Entry i has number `dropped + i`; a cursor is a birth and the number behind its record. */
  entries: Entry[]
  dropped: number
  batches: Map<string, { digest: string; cursor: Cursor; number: number }>
  closed: boolean
  lastAppendMs: number
}

export const memoryStore = (now: () => number = Date.now): Store => {
  const streams = new Map<string, Stream>()
  const notes = new Map<string, Note>()
  let births = 0

  const positionOf = (name: string, cursor: Cursor): number => {
    const match = /^m(\d+)-(\d+)$/.exec(cursor)
    if (!match) throw fail('CURSOR_INVALID', { cursor })
    const stream = streams.get(name)
    const number = Number(match[2])
    if (stream?.birth !== Number(match[1]) || number < stream.dropped) throw fail('CURSOR_GONE', { stream: name })
    return number - stream.dropped
  }

  return {
    async append(name, lines, batch) {
      const stream = streams.get(checkName(name)) ?? newStream(++births)
      if (stream.closed) throw fail('STREAM_CLOSED', { stream: name })
      const seen = batch && stream.batches.get(batch.key)
      if (seen && seen.digest !== batch.digest) throw fail('BATCH_MISMATCH', { key: batch.key })
      if (seen) return seen.cursor
      streams.set(name, stream)
      const number = stream.dropped + stream.entries.length
      for (const line of lines.bytes.toString().split('\n').slice(0, -1)) {
        stream.entries.push({ line, cursor: `m${stream.birth}-${stream.dropped + stream.entries.length + 1}` })
      }
      stream.lastAppendMs = now()
      const { cursor } = stream.entries.at(-1)!
      if (batch) stream.batches.set(batch.key, { digest: batch.digest, cursor, number })
      return cursor
    },

    async read(name, at, limit) {
      const cursor = 'before' in at ? at.before : at.after
      const position = cursor === undefined ? undefined : positionOf(checkName(name), cursor)
      const stream = streams.get(checkName(name))
      if (!stream) return { entries: [], next: undefined, upToDate: true, closed: false }
      const { entries, birth, dropped, closed } = stream
      const end = 'upTo' in at && at.upTo !== undefined ? positionOf(name, at.upTo) : entries.length
      const [from, to] =
        'before' in at
          ? [Math.max(0, (position ?? entries.length) - limit), position ?? entries.length]
          : [position ?? 0, Math.min(end, (position ?? 0) + limit)]
      const next = 'before' in at ? from : Math.max(from, to)
      return {
        entries: entries.slice(from, to),
        next: `m${birth}-${dropped + next}`,
        upToDate: 'before' in at ? next === 0 : next >= end,
        closed,
      }
    },

    async *streams(prefix) {
      for (const [stream, { lastAppendMs, closed }] of streams) {
        if (stream.startsWith(prefix)) yield { stream, lastAppendMs, closed }
      }
    },

    async close(name) {
      const stream = streams.get(checkName(name)) ?? newStream(++births)
      stream.closed = true
      streams.set(name, stream)
    },

    async drop(name, upTo) {
      const stream = streams.get(checkName(name))
      const count = upTo === undefined ? stream?.entries.length : positionOf(name, upTo)
      if (!stream || count === stream.entries.length) return void streams.delete(name)
      stream.entries.splice(0, count)
      stream.dropped += count!
      // a batch id goes with its first record
      for (const [key, { number }] of stream.batches) if (number < stream.dropped) stream.batches.delete(key)
    },

    async getNote(key) {
      return notes.get(checkName(key))
    },

    async putNote(key, value, ifVersion) {
      const current = notes.get(checkName(key))
      if (current?.version !== ifVersion) throw fail('STORE_CONFLICT', { key })
      const note = { value: structuredClone(value), version: String(Number(current?.version ?? 0) + 1) }
      if (value === undefined) notes.delete(key)
      else notes.set(key, note)
      return note
    },

    async *notes(prefix) {
      for (const key of notes.keys()) if (key.startsWith(prefix)) yield key
    },

    async end() {},
  }
}

const newStream = (birth: number): Stream => ({
  birth,
  entries: [],
  dropped: 0,
  batches: new Map(),
  closed: false,
  lastAppendMs: 0,
})
