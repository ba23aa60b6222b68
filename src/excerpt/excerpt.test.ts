// Excerpt: what is shown of a log, how cuts are marked, what evidence changes.
import assert from 'node:assert/strict'
import test from 'node:test'
import { excerpt, readingOf } from './excerpt.ts'
import { greenOf } from './green.ts'
import { samples } from './testing/logs.ts'
import { moreSamples } from './testing/more-logs.ts'
import { chunksOf, jobOf, noise } from './testing/noise.ts'

const within = (log: string, budgetTokens: number) => excerpt(chunksOf(log), { budgetTokens })

for (const { tool, log, expected } of [...samples, ...moreSamples]) {
  test(`${tool}: what explains the failure is shown among 400 harmless lines`, async () => {
    const { text } = await within(jobOf(log), 300)
    assert.deepEqual(
      expected.filter((each) => !text.includes(each)),
      [],
    )
  })
}

test('lines stand as they are in the log, and each cut says which lines are gone', async () => {
  const log = `${noise(40)}\nTraceback (most recent call last):\n  File "app.py", line 3, in <module>\n    run()\nValueError: no such cart\n\n${noise(9)}`
  const lines = log.split('\n')
  const found = await within(log, 2000)
  assert.equal(found.text, ['⋯ 1-40 (40 lines)', ...lines.slice(40, 44), '⋯ 45-54 (10 lines)'].join('\n'))
  assert.deepEqual(found.cuts, [
    { from: 1, to: 40, lines: 40 },
    { from: 45, to: 54, lines: 10 },
  ])
  assert.deepEqual(
    found.lines.map(({ number, text }) => [number, text]),
    [41, 42, 43, 44].map((number) => [number, lines[number - 1]]),
  )
  assert.equal(found.totalLines, 54)
  assert.equal(found.tokens, Math.ceil(Buffer.byteLength(found.text) / 4))
})

test('times of the runner and colours are left out, indentation stays', async () => {
  const stamp = '2026-11-20T21:19:26.7749762Z '
  const { text } = await within(`${stamp}ok so far\n${stamp}\u001b[31m  error: it broke\u001b[0m\n`, 100)
  assert.match(text, /^ {2}error: it broke$/m)
  assert.doesNotMatch(text, /2026|\u001b/)
})

test('of a long line the part around what was found is shown', async () => {
  const { text, lines } = await within(`${'word '.repeat(3000)}Error: the needle ${'word '.repeat(3000)}`, 60)
  assert.match(text, /^….*Error: the needle.*…$/m)
  assert.equal(lines[0]!.number, 1)
})

test('failures that do not depend on each other are all shown', async () => {
  const tests = Array.from(
    { length: 12 },
    (_, i) => `FAILED tests/test_${'abcdefghijkl'[i]}.py::test_one - assert 1 == ${i}`,
  )
  const { text } = await within([noise(100), ...tests, noise(100)].join('\n'), 400)
  assert.deepEqual(
    tests.filter((line) => !text.includes(line)),
    [],
  )
})

test('a flood of one kind, or of one text, leaves room for another', async () => {
  const names = Array.from(
    { length: 300 },
    (_, i) => `FAILED tests/a.py::test_${'abcdefgh'[i % 8]}${'ijklmno'[i % 7]}${'pqrst'[i % 5]}`,
  )
  const same = Array.from({ length: 300 }, (_, i) => `FAILED tests/a.py::test_many[${i}]`)
  const other = `--- FAIL: TestTotal${'OfAll'.repeat(30)} (0.00s)`
  for (const flood of [names, same]) {
    const { text } = await within([...flood, noise(50), other, noise(50)].join('\n'), 300)
    assert.ok(text.includes(other))
  }
})

test('the first of a flood of failures is shown whole', async () => {
  const flood = Array.from(
    { length: 400 },
    (_, i) => `src/a${i}.c:${i}:1: error: unknown type name 'foo${i}'\n  ${i} | foo${i} x;\n      | ^~~~`,
  ).join('\n')
  const { text } = await within(`${noise(50)}\n${flood}`, 300)
  assert.match(text, /src\/a0\.c:0:1: error: unknown type name 'foo0'\n {2}0 \| foo0 x;/)
})

test('what a test that passed has logged, a retry and a service’s own log are not shown where something failed', async () => {
  const log = [
    'stderr | test/cart.test.ts > Cart > rejects a bad card',
    'Error: card declined',
    '    at pay (src/pay.ts:3:9)',
    '',
    ' ✓ test/cart.test.ts (4 tests) 12ms',
    'fetch failed: ECONNRESET, retrying in 3s (attempt 1/3)',
    ...Array.from({ length: 30 }, (_, i) => `{"level":"error","time":"2025","msg":"upstream ${i} failed, retrying"}`),
    ' FAIL  test/sum.test.ts > adds up',
    'AssertionError: expected 3 to be 4',
  ].join('\n')
  const { text } = await within(log, 60)
  assert.match(text, /expected 3 to be 4/)
  assert.doesNotMatch(text, /card declined|retrying/)
})

test('a line that also stood in the last green log is no cause', async () => {
  const old = 'ERROR: cannot reach the metrics host'
  const log = `${noise(30)}\n${old}\n${noise(30)}\nERROR: cannot reach the cart host\n${noise(5)}`
  const green = await greenOf(chunksOf(`${noise(60)}\n${old}\n`))
  const [first] = (await excerpt(chunksOf(log), { budgetTokens: 40, green })).lines.toSorted((a, b) => a.rank - b.rank)
  assert.equal(first!.text, 'ERROR: cannot reach the cart host')
  assert.equal(first!.why!.factors.green, undefined)
})

test('a failure that is known weighs more than one that is not', async () => {
  const log = `error: the left widget broke\n${noise(100)}\nerror: the right widget broke\n`
  const known = ['error: the right widget broke']
  const { lines } = await excerpt(chunksOf(log), { budgetTokens: 30, known })
  const line = lines.find(({ text }) => text === known[0])
  assert.equal(line?.why?.factors.known, 1.3)
})

test('a log that was read can be shown within several budgets; it needs no more than it has to say', async () => {
  const reading = await readingOf(chunksOf(jobOf('error: it broke\n')))
  const [small, large] = [reading.within(30), reading.within(8000)]
  assert.ok(small.tokens <= 30)
  assert.equal(large.tokens, reading.need)
  assert.ok(reading.need < 400)
})

test('the same log gives the same excerpt, however its bytes are cut', async () => {
  const log = samples.map(({ log }) => jobOf(log)).join('\n')
  const [one, two, three] = await Promise.all(
    [65_536, 1000, 65_536].map((size) => excerpt(chunksOf(log, size), { budgetTokens: 500 })),
  )
  assert.deepEqual(two, one)
  assert.deepEqual(three, one)
})
