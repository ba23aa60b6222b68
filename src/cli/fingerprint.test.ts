import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { until } from '../lib/testing/until.ts'
import { run, spoor } from './testing/spoor.ts'

const idsOf = (stdout: string) => stdout.split('\n').slice(0, -1)
const idOf = (canonical: string) => `fp1:${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`

test('lines that differ in values have one id, others have others; no service is asked', async (t) => {
  const input = '10:00:01 INFO took 3 ms\n10:00:02 INFO took 41 ms\n10:00:02 WARN gave up\n'
  const { code, stdout, stderr } = await run(t, ['fingerprint'], { url: 'http://127.0.0.1:9' }, input)
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(idsOf(stdout), [idOf('took <*>'), idOf('took <*>'), idOf('gave up')])
})

test('a later line that shows two groups to be one counts for the earlier ones', async (t) => {
  const input = ['ada', 'alan', 'tim'].map((name) => `sent the file to ${name}\n`).join('')
  const { stdout } = await run(t, ['fingerprint'], {}, input)
  const ids = idsOf(stdout)
  assert.deepEqual([ids.length, new Set(ids).size], [3, 1])
})

test('there are as many ids as lines, whatever the lines are', async (t) => {
  const noise = Buffer.from(randomBytes(200_000).map((byte) => (byte === 0x0d ? 0x20 : byte)))
  const inputs = [
    '',
    '\n',
    'no line break at the end',
    'a\n\n\r\nb\r\n',
    `${'x'.repeat(3_000_000)}\nafter\n`,
    `{"msg":${'['.repeat(50_000)}\n{"msg":"fine"}\n`,
    noise,
    'the same line\n'.repeat(20_000),
  ]
  for (const input of inputs) {
    const text = Buffer.from(input).toString('latin1')
    const lines = text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0)
    const { code, stdout } = await run(t, ['fingerprint'], {}, input)
    assert.equal(code, 0)
    assert.equal(idsOf(stdout).length, lines)
    assert.match(stdout, /^(fp1:[0-9a-f]{16}\n)*$/)
  }
})

test('ids of a log that pauses are printed without waiting for its end', async (t) => {
  const { child, ended } = spoor(t, ['fingerprint'])
  let stdout = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stdin.write('took 3 ms\n')
  await until(() => stdout === `${idOf('took <*>')}\n`)
  child.stdin.end('gave up\n')
  assert.equal((await ended).stdout, `${idOf('took <*>')}\n${idOf('gave up')}\n`)
})

test('a reader that leaves early ends it quietly', async (t) => {
  const { child, ended } = spoor(t, ['fingerprint'])
  child.stdout.once('data', () => child.stdout.destroy())
  child.stdin.write('a line\n'.repeat(50_000))
  child.stdin.write('another line\n'.repeat(50_000))
  const { code, stderr } = await ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
})

test('--json says what the lines of a group share', async (t) => {
  const { stdout } = await run(t, ['fingerprint', '--json'], {}, 'user ada logged in\nuser alan logged in\n')
  const group = idOf('user ada logged in')
  const line = `${JSON.stringify({ group, template: 'user <*> logged in' })}\n`
  assert.equal(stdout, line + line)
})

test('more kinds of lines than are remembered are said to be so', async (t) => {
  const letters = (i: number) => [...String(i)].map((digit) => 'klmnopqrst'[Number(digit)]).join('')
  const input = Array.from({ length: 40_000 }, (_, i) => `${letters(i)}\n`).join('')
  const { code, stdout, stderr } = await run(t, ['fingerprint'], {}, input)
  assert.deepEqual([code, idsOf(stdout).length], [0, 40_000])
  assert.match(stderr, /^spoor: these are more kinds of lines than are remembered; .*\n$/)
})
