// Random operations against a driver and against memory, the truth-teller: they must agree.
import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import type { SpoorError } from '../src/errors.ts'
import { memoryStore } from '../src/store/memory.ts'
import type { Store } from '../src/store/store.ts'
import { batch, id, readAll, type Subject } from './store-subject.ts'

const stream = fc.constantFrom('run/a', 'run/b', 'task/t/agent-output')
type Operation =
  | { do: 'append'; stream: string; texts: string[]; key?: string }
  | { do: 'drop'; stream: string; share: number }
  | { do: 'close'; stream: string }
  | { do: 'note'; key: string; value: number; isFresh: boolean }
  | { do: 'shake' | 'reopen' }

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('x'.repeat(5000), '"],\\', '\n\r\u2028'),
)
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      stream,
      texts: fc.array(text, { minLength: 1, maxLength: 5 }),
      key: fc.option(fc.constantFrom('k1', 'k2', 'k3', '"'), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('drop' as const),
      stream,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), stream }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('note' as const),
      key: fc.constantFrom('n/a', 'n/b'),
      value: fc.nat(9),
      isFresh: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('shake' as const, 'reopen' as const) }) },
)

/** Each operation goes to both; what they answer, and what is in them afterwards, must be the same. */
export const agreesWithMemory = async (subject: Subject, operations: Operation[]) => {
  const truth = memoryStore()
  let store = subject.store
  const outcome = async (action: () => Promise<unknown>) =>
    action().then(
      () => 'done',
      (error: SpoorError) => error.code ?? error,
    )
  const both = async (action: (store: Store) => Promise<unknown>) => {
    const [told, expected] = await Promise.all([outcome(() => action(store)), outcome(() => action(truth))])
    assert.equal(told, expected)
  }
  for (const op of operations) {
    if (op.do === 'append') {
      const lines = batch(...op.texts)
      const name = op.key === undefined ? undefined : id(op.key, String(crc32(lines.bytes)))
      await both((s) => s.append(op.stream, lines, name))
    } else if (op.do === 'drop') {
      await both(async (s) => {
        const { entries } = await s.read(op.stream, {}, 1000)
        const at = entries[Math.floor(op.share * entries.length)]
        await s.drop(op.stream, op.share > 0.9 ? undefined : at?.cursor)
      })
    } else if (op.do === 'close') {
      await both((s) => s.close(op.stream))
    } else if (op.do === 'note') {
      await both(async (s) => s.putNote(op.key, op.value, op.isFresh ? undefined : (await s.getNote(op.key))?.version))
    } else if (op.do === 'shake') {
      await subject.shake?.(store)
    } else if (subject.reopen) {
      store = await subject.reopen()
    }
  }
  for (const name of ['run/a', 'run/b', 'task/t/agent-output']) {
    assert.deepEqual(await readAll(store, name), await readAll(truth, name))
    const back = async (s: Store) => (await s.read(name, { before: undefined }, 3)).entries.map((entry) => entry.line)
    assert.deepEqual(await back(store), await back(truth))
    // every cursor of the one means the same place as the one of the other
    const [mine, its] = await Promise.all([store, truth].map(async (s) => (await s.read(name, {}, 1000)).entries))
    for (const [index, { cursor }] of mine!.entries()) {
      assert.deepEqual(await readAll(store, name, cursor), await readAll(truth, name, its![index]!.cursor))
    }
  }
  for (const key of ['n/a', 'n/b'])
    assert.deepEqual((await store.getNote(key))?.value, (await truth.getNote(key))?.value)
}
