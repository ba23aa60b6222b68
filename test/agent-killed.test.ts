// What is killed in the middle of an agent's work: us, the agent, the service.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startService } from '../judges/service.ts'
import { folderFor, run, spoor } from '../src/cli/testing/spoor.ts'
import { until } from '../src/lib/testing/until.ts'
import { outputOf, taskFiles } from './agents.ts'

/** Says a text, in the language of Claude Code, for each line it finds in a file that grows; ends with a result behind `end`. */
const talker = `
const { readFileSync, writeFileSync } = require('node:fs')
writeFileSync('pid', String(process.pid))
let told = 0
const say = (line) => process.stdout.write(JSON.stringify({ session_id: 's-1', ...line }) + '\\n')
setInterval(() => {
  for (const text of readFileSync('words', 'utf8').split('\\n').slice(told, -1)) {
    told++
    if (text === 'end') {
      say({ type: 'result', subtype: 'success', is_error: false, uuid: 'r', result: 'done', total_cost_usd: 0.5 })
      process.exit(0)
    }
    const message = { id: 'm' + told, role: 'assistant', model: 'claude-x', content: [{ type: 'text', text }] }
    say({ type: 'assistant', uuid: 'u' + told, parent_tool_use_id: null, message })
  }
}, 5)`

/** A service that can be killed and come back, and an agent that says what it is told to. */
const scene = async (t: TestContext, more: Record<string, string> = {}) => {
  const cwd = folderFor(t)
  const env = { SPOOR_DATA: join(cwd, 'data'), ...more }
  let service = await startService(env, { cwd })
  const { url } = service
  t.after(() => service.stop('SIGKILL'))
  const words: string[] = []
  const say = (...more: string[]) => {
    words.push(...more)
    writeFileSync(join(cwd, 'words'), words.map((word) => `${word}\n`).join(''))
  }
  say()
  writeFileSync(join(cwd, 'talker.cjs'), talker)
  const where = { url, cwd, env: { TMPDIR: cwd, ...more } }
  const args = ['run', '--task-id', 'task-1', '--wait', '500ms', '--', process.execPath, 'talker.cjs']
  const read = () => taskFiles(url, 'task-1')
  const said = async () =>
    (await outputOf(url, 'task-1')).filter(({ type }) => type === 'text').map(({ content }) => content)
  return {
    ...{ cwd, where, say, read, said },
    begin: () => spoor(t, args, where),
    kill: () => service.stop('SIGKILL'),
    async restart() {
      service = await startService({ ...env, SPOOR_PORT: new URL(url).port }, { cwd })
    },
  }
}

test('a task whose spoor run is killed has what was said, goes on by its name, and ends', async (t) => {
  const { begin, say, said, read } = await scene(t)
  const running = begin()
  say('one', 'two')
  await until(async () => (await said()).length === 2)
  running.child.kill('SIGKILL')
  await running.ended
  assert.equal((await read()).metadata.status, 'running')
  say('end')
  const again = await begin().ended
  assert.equal(again.code, 0)
  assert.deepEqual(await said(), ['one', 'two'])
  const { metadata, result } = await read()
  assert.deepEqual([metadata.status, result.outcome, result.metrics.cost_usd], ['completed', 'success', 0.5])
})

test('a task whose spoor run is killed and not begun again ends as aborted; one whose agent is silent goes on', async (t) => {
  const lostAfterMs = 2000
  const often = { SPOOR_TASK_LOST_AFTER_MS: String(lostAfterMs), SPOOR_SWEEP_EVERY_MS: '100' }
  const { begin, say, said, read } = await scene(t, often)
  const running = begin()
  say('one')
  await until(async () => (await said()).length === 1)
  const signOf = async () => String((await read()).metadata.alive_at)
  const first = await signOf()
  await until(async () => Date.parse(await signOf()) > Date.parse(first) + 2 * lostAfterMs)
  assert.equal((await read()).metadata.status, 'running')
  running.child.kill('SIGKILL')
  await running.ended
  await until(async () => (await read()).metadata.status === 'failed')
  const { result, metadata } = await read()
  assert.deepEqual([result.outcome, result.result, metadata.completed_at], ['aborted', 'one', metadata.alive_at])
  assert.match(result.error!, /^no sign of life since /)
})

test('an agent that is killed was aborted, by its signal', async (t) => {
  const { begin, say, said, read, cwd } = await scene(t)
  const running = begin()
  say('one')
  await until(async () => (await said()).length === 1)
  process.kill(Number(readFileSync(join(cwd, 'pid'), 'utf8')), 'SIGKILL')
  const { code, stderr } = await running.ended
  assert.equal(code, 137)
  assert.match(stderr, /spoor: task task-1: aborted/)
  const { metadata, result } = await read()
  assert.deepEqual([metadata.status, result.outcome, result.signal], ['failed', 'aborted', 'SIGKILL'])
  assert.equal(result.error, 'ended by SIGKILL')
})

test('a service that is killed loses nothing: what it did not take waits on disk for the next command', async (t) => {
  const { begin, say, said, read, kill, restart, where } = await scene(t)
  const running = begin()
  say('one')
  await until(async () => (await said()).length === 1)
  await kill()
  say('two', 'three', 'end')
  const { code, stdout, stderr } = await running.ended
  assert.equal(code, 0)
  assert.equal(stdout.split('\n').length - 1, 4)
  // two texts and the result, as a record and as a document; and what the first text said of the session, if it was still on its way
  assert.match(stderr, /spoor: [45] records of the task kept on disk for the next command/)
  await restart()
  await run(t, ['run', '--task', '--', 'true'], where)
  assert.deepEqual(await said(), ['one', 'two', 'three'])
  assert.equal((await read()).result.outcome, 'success')
})

test('a service that comes back while the agent works has all of it, once', async (t) => {
  const { begin, say, said, kill, restart } = await scene(t)
  const running = begin()
  say('one')
  await until(async () => (await said()).length === 1)
  await kill()
  say('two')
  await until(() => running.stderr.includes('is away'))
  await restart()
  say('three')
  await until(async () => (await said()).length === 3)
  say('end')
  assert.equal((await running.ended).code, 0)
  assert.deepEqual(await said(), ['one', 'two', 'three'])
})
