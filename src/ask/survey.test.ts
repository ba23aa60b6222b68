import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { levels, toLines } from '../record/record.ts'
import { line, searchFor } from '../search/rig.ts'
import type { Query } from '../search/search.ts'
import { memoryStore } from '../store/memory.ts'
import { survey } from './survey.ts'

const { signal } = new AbortController()

const storeOf = async (lines: string[]) => {
  const store = memoryStore()
  if (lines.length > 0) await store.append('run/r', toLines(lines))
  return store
}

test('one reading finds what as many searches do: the same lines, numbers, places and totals', async (t) => {
  const search = searchFor(t)
  const word = fc.constantFrom(
    'hit',
    'a"b',
    'é',
    '\\',
    'attributes',
    '"a":1',
    ',"message":"',
    'level',
    '\n',
    ' ',
    '{',
    '}',
    'error',
  )
  const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(''))
  const second = fc.integer({ min: 0, max: 59 }).map((s) => `2026-11-21T08:00:${String(s).padStart(2, '0')}.000Z`)
  const record = fc.record({
    message: text,
    ts: second,
    level: fc.constantFrom(...levels),
    attributes: fc.option(fc.dictionary(text, text, { maxKeys: 2 }), { nil: undefined }),
  })
  const query = fc
    .record({
      grep: fc.option(word, { nil: undefined }),
      level: fc.option(fc.constantFrom(...levels), { nil: undefined }),
      from: fc.option(second, { nil: undefined }),
      to: fc.option(second, { nil: undefined }),
      limit: fc.integer({ min: 1, max: 6 }),
    })
    .map((asked): Query => ({ ...asked, order: 'newest' }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 25 }),
      fc.array(query, { maxLength: 4 }),
      async (records, queries) => {
        const store = await storeOf(records.map(({ message, ...rest }) => line(message, rest)))
        const { entries } = await store.read('run/r', {}, 1)
        const starts: Query[] = [
          { start: { line: 1 }, order: 'oldest', limit: 3 },
          ...entries.map(({ cursor }): Query => ({ start: { after: cursor }, order: 'oldest', limit: 3 })),
        ]
        const all = [...queries, ...starts]
        const surveyed = await survey(store, 'run/r', all, signal)
        for (const asked of all) {
          const { found, total } = await search.search(store, 'run/r', asked)
          const hits = found.map(({ cursor, line, record }) => ({ cursor, line, record }))
          if (records.length > 0) assert.deepEqual(surveyed.get(asked), { found: hits, total })
        }
      },
    ),
    { numRuns: 150 },
  )
})

test('a start that is not in the run has no answer, and the others have theirs', async () => {
  const store = await storeOf(['a', 'b', 'c'].map((text) => line(text)))
  const gone: Query = { start: { after: 'nowhere' }, order: 'oldest', limit: 3 }
  const rest: Query = { grep: 'b', order: 'newest', limit: 3 }
  const surveyed = await survey(store, 'run/r', [gone, rest], signal)
  assert.deepEqual([surveyed.has(gone), surveyed.get(rest)!.found.map((hit) => hit.line)], [false, [2]])
})

test('each record is read once, up to where the run ended when it began', async () => {
  const store = await storeOf(Array.from({ length: 2500 }, (_, i) => line(`line ${i}`)))
  let read = 0
  const counting: typeof store = {
    ...store,
    async read(stream, place, limit) {
      const page = await store.read(stream, place, limit)
      read += page.entries.length
      // somebody goes on writing
      await store.append('run/r', toLines([line('late')]))
      return page
    },
  }
  const queries = ['line 1', 'line 2', 'late'].map((grep): Query => ({ grep, order: 'newest', limit: 3 }))
  const surveyed = await survey(counting, 'run/r', queries, signal)
  assert.equal(read, 1 + 2500)
  // 1, 10–19, 100–199, 1000–1999
  assert.deepEqual(
    queries.map((query) => surveyed.get(query)!.total),
    [1111, 611, 0],
  )
})

test('it ends when it is told to', async () => {
  const store = await storeOf([line('a')])
  await assert.rejects(survey(store, 'run/r', [], AbortSignal.abort(new Error('enough'))), /enough/)
})
