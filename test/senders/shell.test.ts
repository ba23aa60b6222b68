// Senders of a terminal, as docs/senders.md has them: curl, spoor pipe, spoor run.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { at, blockOf } from './page.ts'
import { openStage, told, write } from './stage.ts'

const stage = await openStage()
after(stage.stop)

test('curl sends text, lines of JSON and gzip', async () => {
  await stage.begin('curl')
  const cwd = stage.folderFor('curl')
  const printed = await stage.run(['sh', '-euc', at(stage.url, blockOf('curl'))], { cwd })
  assert.deepEqual(printed.match(/"accepted":\d+/g), ['"accepted":1', '"accepted":2', '"accepted":2'])
  assert.deepEqual(told(await stage.kept('curl')), [
    ['build', 'info', 'build started'],
    ['build', 'warn', 'cache is cold'],
    ['build', 'error', 'no disk'],
    ['build', 'info', 'one'],
    ['build', 'info', 'two'],
  ])
})

/** A folder where `npm test` prints on both streams; npm's own words are among them. */
const withScript = (name: string): string => {
  const cwd = stage.folderFor(name)
  write(cwd, 'package.json', '{"scripts":{"test":"node test.js"}}')
  write(cwd, 'test.js', 'console.log("ok 1"); console.error("not ok 2 – ümläute"); console.log(process.env.LOG_RUN_ID)')
  return cwd
}

const lines = async (command: string, cwd: string, env: NodeJS.ProcessEnv) =>
  (await stage.run(['sh', '-euc', command], { cwd, env })).split('\n').slice(0, -1)

test('spoor pipe sends each line it reads, in order', async () => {
  const cwd = withScript('pipe')
  const env = { LOG_RUN_ID: 'pipe' }
  const expected = await lines('npm test 2>&1', cwd, env)
  assert.ok(expected.includes('not ok 2 – ümläute'))
  await stage.run(['sh', '-euc', blockOf('spoor pipe')], { cwd, env })
  assert.deepEqual(
    (await stage.kept('pipe')).map(({ source, message }) => [source, message]),
    expected.map((line) => ['test', line]),
  )
})

test('spoor run begins the run it names, around the command, which sees it', async () => {
  const cwd = withScript('run')
  const env = { LOG_RUN_ID: 'build-7' }
  const stdout = await lines('npm test 2>/dev/null', cwd, env)
  const stderr = await lines('npm test 2>&1 >/dev/null', cwd, env)
  assert.ok(stdout.includes('build-7'))
  assert.deepEqual(await lines(blockOf('spoor run'), cwd, { LOG_RUN_ID: 'another' }), stdout)
  // which of two streams comes first is nobody's promise
  const kept = await stage.kept('build-7')
  for (const [stream, expected] of Object.entries({ stdout, stderr })) {
    assert.deepEqual(
      kept.filter(({ attributes }) => attributes?.stream === stream).map(({ source, message }) => [source, message]),
      expected.map((line) => ['npm', line]),
    )
  }
  assert.equal(kept.length, stdout.length + stderr.length)
})
