import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { folderFor, run } from './testing/spoor.ts'

const log = `${'fine\n'.repeat(50)}error: it broke\n${'fine\n'.repeat(50)}`

test('the lines that explain a failure are printed, what was cut is said; no service is asked', async (t) => {
  const { code, stdout, stderr } = await run(t, ['excerpt'], { url: 'http://127.0.0.1:9' }, log)
  assert.equal(code, 0)
  assert.match(stdout, /^⋯ 1-\d+ \(\d+ lines\)\n/)
  assert.match(stdout, /^error: it broke$/m)
  assert.match(stderr, /^spoor: \d+ of 101 lines, \d+ tokens\n$/)
})

test('--json has what a program needs, --explain says why a line was kept', async (t) => {
  const { stdout } = await run(t, ['excerpt', '--json', '--budget', '100'], {}, log)
  const found = JSON.parse(stdout)
  assert.ok(found.tokens <= 100)
  assert.deepEqual(
    found.lines
      .filter(({ number }: { number: number }) => number === 51)
      .map((line: { why: { head: number } }) => line.why.head),
    [51],
  )
  const explained = await run(t, ['excerpt', '--explain'], {}, log)
  assert.match(explained.stdout, /^51\t#0\t[\d.]+\t\w+\/[\w-]+ head of 51: worth [\d.]+.*\n\terror: it broke$/m)
})

test('--green takes the log of a step that did not fail', async (t) => {
  const green = join(folderFor(t), 'green.log')
  writeFileSync(green, 'error: it broke\n')
  const { stdout } = await run(t, ['excerpt', '--green', green, '--json'], {}, `${log}error: this, too\n`)
  const known = JSON.parse(stdout).lines.find(({ number }: { number: number }) => number === 51)
  assert.ok(known === undefined || known.why.factors.green < 1)
  const missing = await run(t, ['excerpt', '--green', '/no/such/file'], {}, log)
  assert.equal(missing.code, 2)
  assert.match(missing.stderr, /\/no\/such\/file cannot be read/)
})
