// What followers see of many writers with bad clocks, while parts are rolled, repeated and dropped: held against plain sets of lines.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCode } from '../../src/errors.ts'
import type { S3Stream } from '../../src/store/s3/stream.ts'
import type { Cursor } from '../../src/store/store.ts'
import { createWorld } from './bucket.ts'

const writer = fc.constantFrom('a', 'b', 'c')
const follower = fc.nat(2)
type Event =
  | { do: 'write'; writer: string; ms: number; counts: number[] }
  | { do: 'repeat'; writer: string; ms: number; key: string; extra: number }
  | { do: 'roll'; quarters: number; isKilled: boolean; isStale: boolean }
  | { do: 'page' | 'back' | 'upTo' | 'drop'; follower: number; limit: number }
  | { do: 'reopen'; follower: number }

// hours apart; the second part of a writer may well come before the first of another
const ms = fc.nat(20).map((hour) => Date.UTC(2026, 0, 1, hour))
const write = fc.record({
  do: fc.constant('write' as const),
  writer,
  ms,
  counts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
})
const repeat = fc.record({
  do: fc.constant('repeat' as const),
  writer,
  ms,
  key: fc.constantFrom('k1', 'k2', 'k3'),
  extra: fc.nat(1),
})
const roll = fc.record({
  do: fc.constant('roll' as const),
  quarters: fc.integer({ min: 1, max: 4 }),
  isKilled: fc.boolean(),
  isStale: fc.boolean(),
})
const look = (...what: ('page' | 'back' | 'upTo' | 'drop')[]) =>
  fc.record({ do: fc.constantFrom(...what), follower, limit: fc.integer({ min: 1, max: 4 }) })
const reopen = fc.record({ do: fc.constant('reopen' as const), follower })

/** What a reader has got, in order, and where it is; `missed`: what was
 *  `dropped` before it began; `hasOutlived`: its cursor is older than the stream. */
type Reader = {
  stream: S3Stream
  cursor: Cursor | undefined
  got: string[]
  dropped: Set<string>
  missed: string[]
  hasOutlived: boolean
}

const begin = (stream: S3Stream, dropped = new Set<string>()): Reader => {
  return { stream, cursor: undefined, got: [], dropped, missed: [], hasOutlived: false }
}

const hasSeen = ({ got, missed }: Reader, line: string) => got.includes(line) || missed.includes(line)

const page = async (reader: Reader, limit: number, upTo?: Cursor) => {
  // whoever begins now has missed nothing by what is gone already
  if (reader.cursor === undefined) reader.missed = [...reader.dropped]
  const { entries, next, upToDate } = await reader.stream.read({ after: reader.cursor, upTo }, limit)
  reader.got.push(...entries.map(({ line }) => line))
  reader.cursor = next
  return { entries, upToDate }
}

const readOn = async (reader: Reader, limit: number, upTo?: Cursor) => {
  for (let pages = 0; !(await page(reader, limit, upTo)).upToDate; pages++) assert.ok(pages < 1000, 'it never ends')
  return reader.got
}

const sorted = (lines: Iterable<string>) => [...lines].sort()

// `a-3-1` is line 1 of what writer a wrote third
const assertWritersOrder = (lines: string[]) => {
  for (const name of ['a', 'b', 'c']) {
    const own = lines.filter((line) => line.startsWith(`${name}-`))
    assert.deepEqual(own, [...own].sort())
  }
}

const assertMayBeGone = (reader: Reader) => {
  const hasMissed = [...reader.dropped].some((line) => !hasSeen(reader, line))
  assert.ok(reader.hasOutlived || hasMissed, 'gone although all that was dropped was read')
}

const play = async (events: Event[]) => {
  const world = createWorld()
  const all = new Set<string>()
  const dropped = new Set<string>()
  const readers: Reader[] = [0, 1, 2].map(() => begin(world.open(), dropped))
  let written = 0
  let listed = world.toRoll()
  const textsOf = (name: string, count: number) => {
    const texts = Array.from({ length: count }, (_, n) => `${name}-${n}`)
    for (const text of texts) all.add(text)
    return texts
  }
  const nextName = (name: string) => `${name}-${String(++written).padStart(3, '0')}`

  for (const event of events) {
    if (event.do === 'write') {
      const batches = event.counts.map((count) => ({ texts: textsOf(nextName(event.writer), count) }))
      world.write(event.writer, event.ms, batches)
    } else if (event.do === 'repeat') {
      const batches = [{ texts: textsOf(event.key, 3), key: event.key }]
      const others = event.extra ? [{ texts: textsOf(nextName(event.writer), 1) }] : []
      world.write(event.writer, event.ms, [...others, ...batches])
    } else if (event.do === 'roll') {
      // a roller that listed some time ago and was held up
      const { parts, number } = event.isStale ? listed : world.toRoll()
      world.roll(parts.slice(0, Math.ceil((event.quarters / 4) * parts.length)), number, event.isKilled)
      listed = world.toRoll()
    } else if (event.do === 'reopen') {
      readers[event.follower]!.stream = world.open()
    } else {
      const reader = readers[event.follower]!
      if (event.do === 'page') {
        try {
          await page(reader, event.limit)
          assert.ok(!reader.hasOutlived)
        } catch (error) {
          assert.ok(isCode(error, 'CURSOR_GONE'))
          assertMayBeGone(reader)
          Object.assign(reader, begin(reader.stream, dropped))
        }
      } else if (event.do === 'drop' && reader.cursor !== undefined) {
        try {
          await reader.stream.drop(reader.cursor)
          for (const line of reader.got) dropped.add(line)
          const isWhole = dropped.size === all.size
          for (const one of isWhole ? readers : []) one.hasOutlived = one.cursor !== undefined
        } catch (error) {
          assert.ok(isCode(error, 'CURSOR_GONE'))
        }
      }
    }
  }
  return { world, all, readers, dropped }
}
const events = (...kinds: fc.Arbitrary<Event>[]) => fc.array(fc.oneof(...kinds), { minLength: 10, maxLength: 40 })
const lines = (entries: { line: string }[]) => entries.map(({ line }) => line)

test('followers get every batch once, whatever comes late, twice, or is rolled away under them', async () => {
  await fc.assert(
    fc.asyncProperty(events(write, write, repeat, roll, look('page'), reopen), async (chosen) => {
      const { all, readers } = await play(chosen)
      for (const reader of readers) {
        const got = await readOn(reader, 3)
        assert.deepEqual(sorted(got), sorted(all))
        assertWritersOrder(got)
      }
    }),
    { numRuns: 200 },
  )
})

test('reading backwards gives what reading forwards gives, and every cursor parts what is before from what is behind it', async () => {
  await fc.assert(
    fc.asyncProperty(events(write, repeat, roll), fc.integer({ min: 1, max: 4 }), async (chosen, limit) => {
      const { world } = await play(chosen)
      const stream = world.open()
      const { entries: forward } = await stream.read({}, 1000)
      const back: typeof forward = []
      for (let before: Cursor | undefined, done = false; !done; ) {
        const { entries, next, upToDate } = await stream.read({ before }, limit)
        back.unshift(...entries)
        before = next
        done = upToDate
      }
      assert.deepEqual(lines(back), lines(forward))
      for (const given of [forward, back]) {
        for (const [index, { cursor }] of given.entries()) {
          assert.deepEqual(lines((await stream.read({ after: cursor }, 1000)).entries), lines(forward).slice(index + 1))
          assert.deepEqual(
            lines((await stream.read({ before: cursor }, 1000)).entries),
            lines(forward).slice(0, index + 1),
          )
          assert.deepEqual(
            lines((await stream.read({ upTo: cursor }, 1000)).entries),
            lines(forward).slice(0, index + 1),
          )
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('what a cursor was given for stays the same, whatever comes before it later', async () => {
  await fc.assert(
    fc.asyncProperty(events(write, write, roll, look('page')), events(write, roll), async (first, then) => {
      const { world, readers } = await play([...first, ...then])
      for (const { cursor, got } of readers) {
        if (cursor === undefined) continue
        const reader = begin(world.open())
        assert.deepEqual(sorted(await readOn(reader, 2, cursor)), sorted(got))
      }
    }),
    { numRuns: 200 },
  )
})

test('what was dropped is gone for everybody, and nothing else is; who had read it goes on where it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      events(write, write, write, roll, look('page'), look('page'), look('page', 'drop'), reopen),
      async (chosen) => {
        const { world, all, readers, dropped } = await play(chosen)
        const fresh = begin(world.open())
        const left = [...all].filter((line) => !dropped.has(line))
        assert.deepEqual(sorted(await readOn(fresh, 2)), sorted(left))
        for (const reader of readers) {
          try {
            assert.deepEqual(sorted([...(await readOn(reader, 3)), ...reader.missed]), sorted(all))
            assert.ok(!reader.hasOutlived)
            assertWritersOrder(reader.got)
          } catch (error) {
            if (!isCode(error, 'CURSOR_GONE')) throw error
            assertMayBeGone(reader)
          }
        }
      },
    ),
    { numRuns: 200 },
  )
})
