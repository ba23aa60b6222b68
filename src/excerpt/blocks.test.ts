// Blocks: what a signal brings along.
import assert from 'node:assert/strict'
import test from 'node:test'
import { excerpt } from './excerpt.ts'
import { chunksOf, noise } from './testing/noise.ts'

const shown = async (lines: readonly string[], budgetTokens: number): Promise<string[]> => {
  const log = [noise(50), '', ...lines, '', noise(50)].join('\n')
  return (await excerpt(chunksOf(log), { budgetTokens })).lines.map(({ text }) => text)
}

test('the line above that stands less deep names what is below, however far', async () => {
  const warnings = Array.from({ length: 60 }, (_, i) => `  ${i}:1  warning  Unexpected console statement  no-console`)
  const lines = await shown(
    ['/app/src/flags.js', ...warnings, "  99:12  error  Expected '===' and instead saw '=='  eqeqeq"],
    60,
  )
  assert.ok(lines.includes('/app/src/flags.js'))
  assert.ok(lines.includes("  99:12  error  Expected '===' and instead saw '=='  eqeqeq"))
})

test('of a stack the project’s own frames are shown, not those of what it was built upon', async () => {
  const lines = await shown(
    [
      'TypeError: total is not a function',
      ...Array.from({ length: 12 }, (_, i) => `    at run${i} (/app/node_modules/lib/index.js:${i}:1)`),
      '    at checkout (/app/src/cart.ts:12:5)',
      ...Array.from({ length: 12 }, (_, i) => `    at step${i} (node:internal/process:${i}:1)`),
    ],
    100,
  )
  assert.ok(lines.includes('    at checkout (/app/src/cart.ts:12:5)'))
  assert.ok(lines.filter((line) => line.includes('node')).length <= 2)
})

test('a traceback is shown from where it begins, with the innermost frames and their code', async () => {
  const trace = [
    'Traceback (most recent call last):',
    ...Array.from({ length: 15 }, (_, i) => [
      `  File "/usr/lib/python3/site-packages/web/app.py", line ${i}, in call`,
      '    return self.next()',
    ]).flat(),
    '  File "/app/cart.py", line 12, in total',
    '    return net + tax',
    "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
  ]
  const lines = await shown(trace, 120)
  for (const line of trace.slice(-3)) assert.ok(lines.includes(line), line)
})

test('a message of many lines above a stack is one with it', async () => {
  const message = [
    'AssertionError: these differ',
    'one thing',
    '',
    'another thing',
    '',
    '    at Context.<anonymous> (test/a.js:3:1)',
  ]
  const lines = await shown(message, 200)
  assert.deepEqual(
    message.filter((line) => !lines.includes(line)),
    [],
  )
})

test('a test that passed is a border', async () => {
  const lines = await shown(['  ✕ adds up', '    expected 3 to be 4', '  ✓ takes away', '    nothing to tell'], 200)
  assert.ok(lines.includes('    expected 3 to be 4'))
  assert.ok(!lines.includes('    nothing to tell'))
})
