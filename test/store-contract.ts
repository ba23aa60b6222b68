// The contract of store.ts as a suite: every driver passes the same tests, and agrees with memory over random operations.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { SpoorError } from '../src/errors.ts'
import { toLines } from '../src/record/record.ts'
import type { Cursor } from '../src/store/store.ts'
import { agreesWithMemory, operation } from './store-random.ts'
import { batch, id, line, readAll, type Subject } from './store-subject.ts'

const code = (expected: string) => (error: unknown) => (error as SpoorError).code === expected

/** `runs`: of the random operations; fewer for a driver whose every step is a request. */
export const storeContract = (driver: string, open: () => Promise<Subject>, { runs = 150 } = {}) => {
  for (const family of ['run', 'task'] as const) familyContract(driver, open, family)
  describe(`store contract: ${driver}`, () => {
    test('random operations of several writers agree with memory', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 40 }), async (operations) => {
          const subject = await open()
          try {
            await agreesWithMemory(subject, operations)
          } finally {
            await subject.end()
          }
        }),
        { numRuns: runs },
      )
    })
  })
}

/** What these tests call the things of a family. */
const named = {
  run: { prefix: 'run/', a: 'run/a', b: 'run/b', none: 'run/none', note: 'run/a', otherNote: 'run/b.c' },
  task: {
    prefix: 'task/a/',
    a: 'task/a/webhook-flow',
    b: 'task/a/agent-output',
    none: 'task/none/webhook-flow',
    note: 'task/a/metadata',
    otherNote: 'task/a/final-result',
  },
}

const familyContract = (driver: string, open: () => Promise<Subject>, family: keyof typeof named) => {
  const { prefix, a, b, none, note, otherNote } = named[family]
  const given = (name: string, body: (subject: Subject) => Promise<void>) =>
    test(name, async () => {
      const subject = await open()
      try {
        await body(subject)
      } finally {
        await subject.end()
      }
    })

  describe(`store contract: ${driver}, ${family}`, () => {
    given('what is appended is read back in order, from any cursor on', async ({ store }) => {
      const first = await store.append(a, batch('1', '2'))
      const second = await store.append(a, batch('3'))
      assert.deepEqual(await readAll(store, a), ['1', '2', '3'].map(line))
      assert.deepEqual(await readAll(store, a, first), [line('3')])
      assert.deepEqual(await readAll(store, a, second), [])
    })

    given('the cursor of every entry reads on behind it', async ({ store }) => {
      await store.append(a, batch('1', '2', '3'), id('k'))
      const { entries } = await store.read(a, {}, 10)
      for (const [index, { cursor }] of entries.entries()) {
        assert.deepEqual(await readAll(store, a, cursor), ['2', '3'].slice(index).map(line))
      }
    })

    given('reading backwards pages through everything once', async ({ store }) => {
      for (let i = 0; i < 25; i++) await store.append(a, batch(`${i}-x`, `${i}-y`))
      const seen: string[] = []
      for (let before: Cursor | undefined, done = false; !done; ) {
        const page = await store.read(a, { before }, 7)
        seen.unshift(...page.entries.map((entry) => entry.line))
        before = page.next
        done = page.upToDate
      }
      assert.deepEqual(seen, await readAll(store, a))
    })

    given('reading up to a cursor stops there, however much is behind it', async ({ store }) => {
      await store.append(a, batch('1', '2', '3'))
      const head = (await store.read(a, { before: undefined }, 1)).entries[0]!.cursor
      await store.append(a, batch('4'))
      const pages = [await store.read(a, { upTo: head }, 2)]
      pages.push(await store.read(a, { after: pages[0]!.next, upTo: head }, 2))
      pages.push(await store.read(a, { after: head, upTo: head }, 2))
      const told = pages.map(({ entries, upToDate }) => [entries.map((entry) => entry.line), upToDate])
      assert.deepEqual(told, [
        [['1', '2'].map(line), false],
        [[line('3')], true],
        [[], true],
      ])
    })

    given('a stream that is not there is empty and up to date', async ({ store }) => {
      const page = await store.read(none, {}, 10)
      assert.deepEqual([page.entries, page.upToDate, page.closed], [[], true, false])
    })

    given('a batch seen before gets its first cursor and is kept once', async ({ store }) => {
      const first = await store.append(a, batch('1', '2'), id('k'))
      await store.append(a, batch('3'))
      assert.equal(await store.append(a, batch('1', '2'), id('k')), first)
      assert.deepEqual(await readAll(store, a), ['1', '2', '3'].map(line))
    })

    given('the same batch sent twice at once is kept once', async ({ store }) => {
      const cursors = await Promise.all([1, 2, 3].map(() => store.append(a, batch('1'), id('k'))))
      assert.equal(new Set(cursors).size, 1)
      assert.deepEqual(await readAll(store, a), [line('1')])
    })

    given('the same key with another body is refused, and in another stream it is another batch', async ({ store }) => {
      await store.append(a, batch('1'), id('k', 'x'))
      await assert.rejects(store.append(a, batch('2'), id('k', 'y')), code('BATCH_MISMATCH'))
      await store.append(b, batch('2'), id('k', 'y'))
      assert.deepEqual(await readAll(store, b), [line('2')])
    })

    given('keys with quotes, braces and brackets are keys like others', async ({ store }) => {
      for (const key of ['"],"ts":"', ']', '\\', '{"batch":["', 'é'.repeat(100)]) {
        const first = await store.append(a, batch(key, 'next'), id(key))
        assert.equal(await store.append(a, batch(key, 'next'), id(key)), first)
      }
      assert.equal((await readAll(store, a)).length, 10)
    })

    given('lines that look like our own tags come back as they are', async ({ store }) => {
      const nasty = ['{"batch":["k",1,"00000000",""],"ts":"x"}', '"origin":["a",0,0],', '\u2028', '\u0000'].map(line)
      await store.append(a, toLines(nasty), id('k'))
      assert.deepEqual(await readAll(store, a), nasty)
    })

    given('a long line and many short ones fit through every page size', async ({ store }) => {
      const texts = ['a', 'b'.repeat(900_000), 'c', 'd'.repeat(300_000)]
      for (const text of texts) await store.append(a, batch(text))
      assert.deepEqual(await readAll(store, a), texts.map(line))
      const back = await store.read(a, { before: undefined }, 3)
      assert.deepEqual(
        back.entries.map((entry) => entry.line),
        texts.slice(1).map(line),
      )
    })

    given('a closed stream refuses records and says so when it is read', async ({ store }) => {
      await store.append(a, batch('1'))
      await store.close(a)
      await assert.rejects(store.append(a, batch('2')), code('STREAM_CLOSED'))
      assert.equal((await store.read(a, {}, 10)).closed, true)
    })

    given(
      'a dropped stream is empty, its cursors are gone, and a new one of its name starts anew',
      async ({ store }) => {
        const cursor = await store.append(a, batch('1', '2'))
        await store.drop(a)
        assert.deepEqual(await readAll(store, a), [])
        await assert.rejects(store.read(a, { after: cursor }, 10), code('CURSOR_GONE'))
        // the plain files of a task say nothing of their birth but their first line, which has a time of its own
        const anew = family === 'run' ? ['1', '2'] : ['3', '2']
        await store.append(a, batch(...anew))
        await assert.rejects(store.read(a, { after: cursor }, 10), code('CURSOR_GONE'))
        assert.deepEqual(await readAll(store, a), anew.map(line))
      },
    )

    given('dropping a part keeps later cursors and refuses earlier ones', async ({ store }) => {
      const one = await store.append(a, batch('1', '2'))
      const two = await store.append(a, batch('3', '4'), id('k'))
      const three = await store.append(a, batch('5'))
      const inside = (await store.read(a, { after: one }, 1)).entries[0]!.cursor
      await store.drop(a, inside)
      assert.deepEqual(await readAll(store, a), ['4', '5'].map(line))
      assert.deepEqual(await readAll(store, a, inside), ['4', '5'].map(line))
      assert.deepEqual(await readAll(store, a, two), [line('5')])
      await assert.rejects(store.read(a, { after: one }, 10), code('CURSOR_GONE'))
      await store.append(a, batch('6'))
      assert.deepEqual(await readAll(store, a, three), [line('6')])
      await store.drop(a, two)
      assert.deepEqual(await readAll(store, a, two), ['5', '6'].map(line))
    })

    given('a cursor from elsewhere is refused', async ({ store }) => {
      await store.append(a, batch('1'))
      await assert.rejects(store.read(a, { after: 'not a cursor' }, 10), code('CURSOR_INVALID'))
    })

    given('names that are no safe path are refused', async ({ store }) => {
      for (const name of ['run', 'run/..', 'run/a/../b', '/run/a', 'run//a', 'run/%2e%2e', 'run/a b', 'run/\0']) {
        await assert.rejects(store.append(name, batch('1')), code('FIELD_INVALID'), name)
        await assert.rejects(store.getNote(name), code('FIELD_INVALID'), name)
      }
    })

    given('notes change by compare-and-set only', async ({ store }) => {
      assert.equal(await store.getNote(note), undefined)
      const one = await store.putNote(note, { n: 1 }, undefined)
      await assert.rejects(store.putNote(note, { n: 2 }, undefined), code('STORE_CONFLICT'))
      const two = await store.putNote(note, { n: 2 }, one.version)
      await assert.rejects(store.putNote(note, { n: 3 }, one.version), code('STORE_CONFLICT'))
      assert.deepEqual((await store.getNote(note))?.value, { n: 2 })
      await store.putNote(note, undefined, two.version)
      assert.equal(await store.getNote(note), undefined)
    })

    given('notes are listed by prefix', async ({ store }) => {
      for (const key of [note, otherNote, 'latest/run']) await store.putNote(key, 1, undefined)
      assert.deepEqual((await Array.fromAsync(store.notes(prefix))).sort(), [note, otherNote].sort())
    })

    given('of many who change a note at once, one wins', async ({ store }) => {
      const { version } = await store.putNote(note, 0, undefined)

      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => store.putNote(note, n + 1, version)),
      )
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    })

    given('streams are listed by prefix', async ({ store }) => {
      for (const name of [a, b, 'workflow/o/r/1']) await store.append(name, batch('1'))
      const names = (await Array.fromAsync(store.streams(prefix))).map(({ stream }) => stream)
      assert.deepEqual(names.sort(), [a, b].sort())
      assert.equal((await Array.fromAsync(store.streams(''))).length, 3)
    })
  })
}
