import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../lib/testing/until.ts'
import { ingest, run, sharedService, spoor } from './testing/spoor.ts'

test('--md is a block to paste: who, how many of how many, when, where; then numbered lines', async (t) => {
  const { url } = await sharedService()
  await ingest(url, [{ message: 'a' }, { level: 'error', source: 'web', message: 'b\nb2' }, { message: 'c' }], 'pasted')
  const { code, stdout, stderr } = await run(t, ['raw', 'pasted', '--md', '-n', '2'], { url })
  assert.equal(code, 0)
  assert.equal(stderr, `spoor: ${url}/raw?runId=pasted\n`)
  const [head, ...block] = stdout.split('\n')
  assert.match(
    head!,
    /^<!-- spoor pasted · 2 of 3 lines · \d{4}-\d\d-\d\dT[\d:.]{12}Z · http:\/\/127\.0\.0\.1:\d+\/raw\?runId=pasted -->$/,
  )
  assert.deepEqual(block, ['```text', '2 ERROR [web] b', '  b2', '3 INFO  [app] c', '```', ''])
})

test('a block of Markdown is never ended by what a line says, and nothing in it acts on a terminal', async (t) => {
  const { url } = await sharedService()
  await ingest(url, ['``` `````', '````\n`````\n-->', '\x1b[2J'], 'fenced')
  const { stdout } = await run(t, ['raw', 'fenced', '--md'], { url })
  const [, ...block] = stdout.trimEnd().split('\n')
  assert.deepEqual([block[0], block.at(-1)], ['``````text', '``````'])
  // CommonMark 4.5: a line of at least as many backticks as the fence, indented by three spaces at most, would end it
  assert.ok(block.slice(1, -1).every((line) => !/^ {0,3}`{6,}\s*$/.test(line)))
  assert.match(stdout, /\\x1b\[2J/)
})

test('--md shows context by number, and only what was asked for', async (t) => {
  const { url } = await sharedService()
  await ingest(url, ['a', 'x', 'b', 'c', 'd', 'x2'], 'numbered')
  const { stdout } = await run(t, ['raw', 'numbered', '--md', '-g', 'x', '-C', '1'], { url })
  const block = stdout.split('\n').slice(2, -2)
  const rows = ['1 INFO  [app] a', '2 INFO  [app] x', '3 INFO  [app] b', '--', '5 INFO  [app] d', '6 INFO  [app] x2']
  assert.deepEqual(block, rows)
})

test('-f goes on with what matches, also what came while the pages were read; Ctrl-C is exit code 0', async (t) => {
  const { url } = await sharedService()
  await ingest(url, ['x 1', 'other', 'x 2'], 'followed')
  const raw = spoor(t, ['raw', 'followed', '-f', '-g', 'x', '-n', '1'], { url })
  await until(() => raw.stdout === '[app] x 2\n')
  await ingest(url, ['other', 'x 3'], 'followed')
  await until(() => raw.stdout === '[app] x 2\n[app] x 3\n')
  raw.child.kill('SIGINT')
  assert.equal((await raw.ended).code, 0)
})

test('a line of stdout is not marked as one, one of stderr is; JSON keeps both', async (t) => {
  const { url } = await sharedService()
  const entries = ['stdout', 'stderr', 'orders'].map((stream) => ({ message: 'm', metadata: { stream, n: 1 } }))
  await ingest(url, entries, 'streams')
  const { stdout } = await run(t, ['raw', 'streams'], { url })
  const text = ['{"n":1}', '{"stream":"stderr","n":1}', '{"stream":"orders","n":1}']
  assert.equal(stdout, text.map((rest) => `[app] m ${rest}\n`).join(''))
  const json = (await run(t, ['raw', 'streams', '--json'], { url })).stdout
  assert.match(json, /"attributes":\{"stream":"stdout","n":1\}/)
})
