import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentRecord } from '../intake/agents/agent-record.ts'
import { joinedLines } from './joined.ts'

const record = (ext_id: string, content: string, more: Partial<AgentRecord> = {}): AgentRecord => ({
  ...{
    timestamp: '2026-02-03T04:05:06.000Z',
    type: 'tool_result',
    content,
    source: 'claude',
    ts_source: 'agent',
    ext_id,
  },
  ...more,
})
const addition = (ext_id: string, more: Partial<AgentRecord>) =>
  record(ext_id, '', { source: 'otlp', timestamp: '2026-02-03T04:05:07.000Z', adds: true, ...more })

const read = async (pages: unknown[][], maxChars = 1e6): Promise<unknown[]> => {
  async function* lines() {
    for (const page of pages) yield page.map((one) => JSON.stringify(one))
  }
  const found: unknown[] = []
  for await (const some of joinedLines(lines(), maxChars)) found.push(...some.map((line) => JSON.parse(line)))
  return found
}

test('what a second source added stands in the record that it is of, whose time, source and words stay', async () => {
  const [a, b] = [record('a', 'told'), record('b', '')]
  const log = [
    [a, b, addition('a', { duration_ms: 5 })],
    [addition('b', { content: 'at last' }), addition('a', { cost_usd: 1 })],
  ]
  assert.deepEqual(await read(log), [
    { ...a, duration_ms: 5, cost_usd: 1 },
    { ...b, content: 'at last' },
  ])
})

test('what adds to a record that is not part of what is read is a line of its own', async () => {
  const alone = addition('before', { duration_ms: 5 })
  assert.deepEqual(await read([[alone, record('a', 'x')]]), [alone, record('a', 'x')])
})

test('lines that are no records of an agent, or only look like additions, stay as they are', async () => {
  const plain = [
    { content: 'no id' },
    { content: '"adds":true' },
    { ext_id: 7, adds: true },
    { details: { ext_id: 'a', adds: true } },
  ]
  const [a, add] = [record('a', 'x'), addition('a', { is_error: true })]
  const again = record('b', 'y', { details: { adds: true } })
  const log = [...plain, record('b', 'x'), again, a, ...plain]
  assert.deepEqual(
    await read([[...log, add]]),
    log.map((one) => (one === a ? { ...a, is_error: true } : one)),
  )
})

test('no less is held than was said', async () => {
  const log = [[record('a', 'x'.repeat(200))], [record('b', 'x'.repeat(200))], [addition('a', { duration_ms: 5 })]]
  assert.equal((await read(log, JSON.stringify(log).length)).length, 2)
  assert.equal((await read(log, 400)).length, 3)
})

test('of a log longer than what is held nothing is lost, nothing is there twice, and the order stays', async () => {
  const step = fc.record({ id: fc.nat(9).map(String), adds: fc.boolean(), size: fc.nat(300) })
  const property = fc.asyncProperty(
    fc.array(fc.array(step, { maxLength: 9 }), { maxLength: 9 }),
    fc.nat(3000),
    async (pages, maxChars) => {
      const there = new Set<string>()
      let n = 0
      const log = pages.map((page) =>
        page.map(({ id, adds, size }) => {
          const field = { [`f${n++}`]: 'x'.repeat(size) }
          const isFirst = !there.has(id)
          there.add(id)
          return adds && !isFirst
            ? { ...addition(id, {}), ...field }
            : { ...record(isFirst ? id : `${id}-${n}`, 'x'), ...field }
        }),
      )
      const found = (await read(log, maxChars)) as AgentRecord[]
      const fieldsOf = (records: object[]) =>
        records.flatMap((one) => Object.keys(one).filter((name) => /^f\d/.test(name)))
      assert.deepEqual(new Set(fieldsOf(found)), new Set(fieldsOf(log.flat())))
      assert.equal(fieldsOf(found).length, n)
      const records = (some: AgentRecord[]) => some.filter(({ adds }) => !adds).map(({ ext_id }) => ext_id)
      assert.deepEqual(records(found), records(log.flat()))
      // as long as all of it is held, none is left alone
      if (JSON.stringify(log).length <= maxChars) assert.equal(found.length, records(found).length)
    },
  )
  await fc.assert(property, { numRuns: 300 })
})
