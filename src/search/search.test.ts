import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCode } from '../errors.ts'
import { toLines } from '../record/record.ts'
import { memoryStore } from '../store/memory.ts'
import type { Extents, Store } from '../store/store.ts'
import { allPages, fileStream, line, searchFor } from './rig.ts'
import { cursorBehind, type Query, type Result } from './search.ts'

const code = (wanted: Parameters<typeof isCode>[1]) => (error: unknown) => isCode(error, wanted)

/** One stream, in memory or in files, with what can be appended to it. */
const streams = {
  memory: async (lines: string[]) => {
    const store = memoryStore()
    const append = async (text: string) => void (await store.append('run/a', toLines([text])))
    for (const text of lines) await append(text)
    return { store, append, remove() {} }
  },
  plain: async (lines: string[]) => fileStream(lines),
  packed: async (lines: string[]) => fileStream(lines, { packed: lines.length }),
  both: async (lines: string[]) => fileStream(lines, { packed: Math.floor(lines.length / 2) }),
}

/** Line numbers, from 1, of what a page found. */
const numbers = (pages: Result[]) => pages.flatMap(({ found }) => found.map((hit) => hit.line))

for (const [kind, make] of Object.entries(streams)) {
  test(`${kind}: pages in both orders give every match once, while others append`, async (t) => {
    const search = searchFor(t)
    const texts = fc.array(fc.constantFrom('hit', 'miss', 'a hit\nand more', 'é hit'), { maxLength: 25 })
    const asked = fc.record({
      order: fc.constantFrom('newest' as const, 'oldest' as const),
      limit: fc.integer({ min: 1, max: 7 }),
      grep: fc.constantFrom('hit', undefined),
      context: fc.integer({ min: 0, max: 2 }),
    })
    await fc.assert(
      fc.asyncProperty(texts, asked, async (messages, query) => {
        const lines = messages.map((message) => line(message))
        const { store, append, remove } = await make(lines)
        const pages = await allPages(search, store, query, async () => append(line('hit later')))
        remove()

        const expected = lines.flatMap((text, i) => (query.grep && !text.includes('hit') ? [] : [i + 1]))
        assert.deepEqual(numbers(pages), query.order === 'newest' ? expected.toReversed() : expected)
        for (const { found, total, hasMore, cursor } of pages) {
          assert.equal(total, expected.length)
          assert.equal(hasMore, cursor !== undefined)
          assert.ok(found.length <= query.limit)
          for (const hit of found) {
            const at = hit.line - 1
            assert.equal(hit.record, lines[at])
            assert.deepEqual(hit.before, lines.slice(Math.max(0, at - query.context), at))
            assert.deepEqual(hit.after, lines.slice(at + 1, at + 1 + query.context))
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test(`${kind}: a page begins with a line's number or behind a cursor, and goes on from there`, async (t) => {
    const search = searchFor(t)
    const { store, remove } = await make(Array.from({ length: 20 }, (_, i) => line(`line ${i}`)))
    const query: Query = { order: 'oldest', limit: 3, context: 1 }
    const all = (await search.search(store, 'run/a', { ...query, limit: 50 })).found
    const from = async (start: Query['start']) => {
      const first = await search.search(store, 'run/a', { ...query, start })
      return first.cursor === undefined
        ? [first]
        : [first, await search.search(store, 'run/a', { ...query, cursor: first.cursor })]
    }
    for (const [start, expected] of [
      [{ line: 1 }, [1, 2, 3, 4, 5, 6]],
      [{ line: 11 }, [11, 12, 13, 14, 15, 16]],
      [{ line: 20 }, [20]],
      [{ line: 21 }, []],
      [{ after: all[3]!.cursor }, [5, 6, 7, 8, 9, 10]],
      [{ after: all[18]!.cursor }, [20]],
      [{ after: all[19]!.cursor }, []],
    ] as const) {
      const pages = await from(start)
      assert.deepEqual(numbers(pages), expected)
      for (const { total, found } of pages) {
        assert.equal(total, 20)
        for (const hit of found) assert.deepEqual(hit, all[hit.line - 1])
      }
    }
    for (const wrong of [{ grep: 'line' }, { order: 'newest' as const }])
      await assert.rejects(
        search.search(store, 'run/a', { ...query, ...wrong, start: { line: 2 } }),
        code('FIELD_INVALID'),
      )
    remove()
  })

  test(`${kind}: the cursor behind any line that was found is that of a page that ends there`, async (t) => {
    const search = searchFor(t)
    const { store, remove } = await make(Array.from({ length: 9 }, (_, i) => line(`hit ${i}`)))
    for (const order of ['newest', 'oldest'] as const) {
      const query: Query = { grep: 'hit', order, limit: 5 }
      const page = await search.search(store, 'run/a', query)
      const shorter = await search.search(store, 'run/a', { ...query, limit: 2 })
      assert.equal(cursorBehind('run/a', query, page, page.found[1]!), shorter.cursor)
    }
    remove()
  })

  test(`${kind}: previous leads back over the same pages`, async (t) => {
    const search = searchFor(t)
    const { store, remove } = await make(Array.from({ length: 20 }, (_, i) => line(i % 2 === 0 ? `hit ${i}` : 'miss')))
    for (const order of ['newest', 'oldest'] as const) {
      const query = { grep: 'hit', order, limit: 3 }
      const pages = await allPages(search, store, query)
      const back = [pages.at(-1)!]
      while (back[0]!.previous) {
        back.unshift(await search.search(store, 'run/a', { ...query, cursor: back[0]!.previous }))
      }
      assert.deepEqual(numbers(back), numbers(pages))
      assert.equal(pages.length, 4) // 10 hits
      assert.equal(back.length, 4)
      assert.equal(back[0]!.cursor !== undefined, true)
    }
    remove()
  })
}

test('a page cursor is only good for its own query and its own stream', async (t) => {
  const search = searchFor(t)
  const { store, remove } = fileStream([line('hit'), line('hit'), line('hit')])
  const query: Query = { grep: 'hit', order: 'newest', limit: 1 }
  const { cursor } = await search.search(store, 'run/a', query)
  const again = (more: Partial<Query>, stream = 'run/a') => search.search(store, stream, { ...query, cursor, ...more })
  await assert.rejects(again({ grep: 'hi' }), code('CURSOR_INVALID'))
  await assert.rejects(again({ order: 'oldest' }), code('CURSOR_INVALID'))
  await assert.rejects(again({}, 'run/b'), code('CURSOR_INVALID'))
  await assert.rejects(again({ cursor: 'e30' }), code('CURSOR_INVALID'))
  await assert.rejects(again({ cursor: 'nonsense' }), code('CURSOR_INVALID'))
  assert.equal((await again({ limit: 2 })).found.length, 2)
  remove()
})

test('a page cursor of a stream that was swept or made anew is gone', async (t) => {
  const search = searchFor(t)
  const { store, extents, remove } = fileStream([line('hit'), line('hit')])
  const query: Query = { grep: 'hit', order: 'newest', limit: 1 }
  const { cursor } = await search.search(store, 'run/a', query)
  const now = (found: Extents | undefined): Store => ({ ...store, extents: async () => found })
  const again = (changed: Store) => search.search(changed, 'run/a', { ...query, cursor })
  await assert.rejects(again(now(undefined)), code('CURSOR_GONE'))
  await assert.rejects(again(now({ ...extents(), birth: 'b2' })), code('CURSOR_GONE'))
  await assert.rejects(
    again(now({ ...extents(), start: extents().end + 1, end: extents().end + 1 })),
    code('CURSOR_GONE'),
  )
  remove()
})

test('what was dropped from the front is neither found nor counted', async (t) => {
  const search = searchFor(t)
  const { store, extents, cursorOf, remove } = fileStream(Array.from({ length: 10 }, (_, i) => line(`hit ${i}`)))
  const start = Number.parseInt(cursorOf(5).split('.')[1]!, 36) // six lines are gone
  const rest: Store = { ...store, extents: async () => ({ ...extents(), start }) }
  for (const grep of ['hit', undefined]) {
    for (const order of ['newest', 'oldest'] as const) {
      const pages = await allPages(search, rest, { grep, order, limit: 3, context: 5 })
      assert.equal(pages[0]!.total, 4)
      assert.deepEqual(numbers(pages), order === 'newest' ? [10, 9, 8, 7] : [7, 8, 9, 10])
      assert.equal(
        pages.flatMap(({ found }) => found.map(({ before }) => before.length)).reduce((a, b) => a + b),
        6,
      )
    }
  }
  remove()
})

test('lines keep their numbers when some were dropped from the front, and a page begins with the first that is left', async (t) => {
  const search = searchFor(t)
  const { store, extents, cursorOf, remove } = fileStream(Array.from({ length: 10 }, (_, i) => line(`hit ${i}`)))
  const start = Number.parseInt(cursorOf(5).split('.')[1]!, 36) // six lines are gone
  const rest: Store = { ...store, extents: async () => ({ ...extents(), start }) }
  const from = async (number: number) =>
    numbers([await search.search(rest, 'run/a', { order: 'oldest', limit: 9, start: { line: number } })])
  assert.deepEqual(
    [await from(2), await from(7), await from(9)],
    [
      [7, 8, 9, 10],
      [7, 8, 9, 10],
      [9, 10],
    ],
  )
  remove()
})

test('an empty stream has nothing, and a found cursor is the place in the store', async (t) => {
  const search = searchFor(t)
  const query: Query = { grep: 'hit', order: 'newest', limit: 5 }
  const none = { found: [], total: 0, hasMore: false }
  assert.deepEqual(await search.search(memoryStore(), 'run/a', query), { ...none, head: undefined })
  const { store, cursorOf, remove } = fileStream([line('hit'), line('miss')])
  const { found, head } = await search.search(store, 'run/a', query)
  assert.deepEqual([found[0]!.cursor, head], [cursorOf(0), cursorOf(1)])
  remove()
})

test('lines longer than the windows they are read in are found and shown whole', async (t) => {
  const search = searchFor(t)
  const long = `hit ${'x'.repeat(3_000_000)} end`
  const lines = [line('hit a'), line(long), line('hit b'), line('miss'), line(long), line('miss')]
  for (const packed of [0, 6]) {
    const { store, remove } = fileStream(lines, { packed })
    for (const order of ['newest', 'oldest'] as const) {
      const pages = await allPages(search, store, { grep: 'hit', order, limit: 1, context: 1 })
      assert.deepEqual(numbers(pages), order === 'newest' ? [5, 3, 2, 1] : [1, 2, 3, 5])
      for (const { found } of pages) assert.equal(found[0]!.record, lines[found[0]!.line - 1])
    }
    remove()
  }
})

test('a page ends early when it is large, and the next one goes on', async (t) => {
  for (const make of [streams.plain, streams.memory]) {
    const search = searchFor(t, { maxPageBytes: 2500 })
    const { store, remove } = await make(Array.from({ length: 7 }, () => line(`hit ${'x'.repeat(1000)}`)))
    const pages = await allPages(search, store, { grep: 'hit', order: 'newest', limit: 100 })
    assert.deepEqual(
      pages.map(({ found }) => found.length),
      [3, 3, 1],
    )
    assert.deepEqual(numbers(pages), [7, 6, 5, 4, 3, 2, 1])
    remove()
  }
})

test('times may be milliseconds or ISO, with the end left out', async (t) => {
  const search = searchFor(t)
  const times = ['2026-11-21T08:00:00.000Z', '2026-11-21T08:00:01.000Z', '2026-11-21T08:00:02.000Z']
  const { store, remove } = fileStream(times.map((ts) => line('x', { ts })))
  const found = async (from?: string, to?: string) =>
    numbers([await search.search(store, 'run/a', { from, to, order: 'oldest', limit: 9 })])
  assert.deepEqual(await found('2026-11-21T08:00:01Z', '2026-11-21T08:00:02Z'), [2])
  assert.deepEqual(await found(String(Date.UTC(2026, 10, 21, 8, 0, 1))), [2, 3])
  assert.deepEqual(await found(undefined, '2026-11-21T09:00:01+01:00'), [1])
  assert.deepEqual(await found('2026-11-21T08:00:02'), [3])
  await assert.rejects(found('yesterday'), code('FIELD_INVALID'))
  remove()
})

test('a bad pattern is refused before any work', async (t) => {
  const search = searchFor(t)
  const store: Store = { ...memoryStore(), extents: () => assert.fail('the store was asked') }
  const ask = (query: Partial<Query>) => search.search(store, 'run/a', { order: 'newest', limit: 1, ...query })
  await assert.rejects(ask({ regex: '(' }), code('PATTERN_INVALID'))
  await assert.rejects(ask({ regex: '(?i)[' }), code('PATTERN_INVALID'))
  await assert.rejects(ask({ grep: '\ud83d' }), code('PATTERN_INVALID'))
  await assert.rejects(ask({ level: 'loud' }), code('FIELD_INVALID'))
})

test('a file that is replaced during the search is looked for again, but not for ever', async (t) => {
  const search = searchFor(t)
  const good = fileStream([line('hit')])
  const missing = {
    ...good.extents(),
    pieces: good.extents().pieces.map((piece) => ({ ...piece, path: '/nowhere/run.jsonl' })),
  }
  let asked = 0
  const store = (misses: number): Store => ({
    ...good.store,
    extents: async () => (asked++ < misses ? missing : good.extents()),
  })
  const query: Query = { grep: 'hit', order: 'newest', limit: 1 }
  assert.equal((await search.search(store(1), 'run/a', query)).total, 1)
  assert.equal(asked, 2)
  asked = 0
  await assert.rejects(search.search(store(9), 'run/a', query), code('INTERNAL'))
  assert.equal(asked, 3)
  good.remove()
})
