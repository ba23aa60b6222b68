// The run that a folder names, followed by the processes that work there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { folderFor } from './testing/folder.ts'
import { startService } from './testing/service.ts'

const index = new URL('./index.ts', import.meta.url).href

/** A process in a folder of its own with these lines in `.env.local`; it logs each line of its stdin and prints what flush said. */
const set = async (t: TestContext, lines: string, env: NodeJS.ProcessEnv = {}) => {
  const service = await startService()
  t.after(() => service.stop())
  const folder = folderFor(t)
  const name = (text: string) => writeFileSync(join(folder, '.env.local'), text.replace('{url}', service.url))
  name(lines)
  const script = `
    import { createInterface } from 'node:readline'
    const { createClient } = await import(${JSON.stringify(index)})
    const client = createClient({ spoolDir: false })
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.startsWith('setRunId ')) client.setRunId(line.slice(9))
      else client.log({ level: 'info', message: line })
      console.log((await client.flush()).delivered)
    }`
  const { LOG_RUN_ID: _, SPOOR_URL: __, ...rest } = process.env
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    env: { ...rest, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  t.after(async () => {
    if (child.exitCode === null) await Promise.all([once(child, 'close'), child.stdin.end()])
  })
  const say = async (line: string) => {
    child.stdin.write(`${line}\n`)
    assert.equal(String(await once(child.stdout, 'data')), 'true\n')
  }
  return { service, name, say, runs: () => service.taken.map(({ runId }) => runId) }
}

test('a process writes where the folder says, to the run that the folder names', async (t) => {
  const { say, runs } = await set(t, 'SPOOR_URL={url}\nLOG_RUN_ID=run_a\n')
  await say('one')
  assert.deepEqual(runs(), ['run_a'])
})

test('the environment of a process wins over its folder', async (t) => {
  const { say, runs } = await set(t, 'LOG_AGENT_URL={url}\nLOG_RUN_ID=run_a\n', { LOG_RUN_ID: 'run_env' })
  await say('one')
  assert.deepEqual(runs(), ['run_env'])
})

test('a refresh in the folder is followed by what runs there, one elsewhere is not', async (t) => {
  const { service, name, say, runs } = await set(t, 'SPOOR_URL={url}\nLOG_RUN_ID=run_a\n')
  service.run = 'run_of_another_folder'
  await say('one')
  await say('two')
  service.run = 'run_b'
  name('SPOOR_URL={url}\nLOG_RUN_ID=run_b\n')
  await say('three')
  await say('four')
  // it is the answer to the third that shows there is something new
  assert.deepEqual(runs(), ['run_a', 'run_a', 'run_a', 'run_b'])
})

test('a run that the app chose itself stays, whatever the folder says', async (t) => {
  const { service, name, say, runs } = await set(t, 'SPOOR_URL={url}\nLOG_RUN_ID=run_a\n')
  await say('setRunId run_mine')
  service.run = 'run_b'
  name('SPOOR_URL={url}\nLOG_RUN_ID=run_b\n')
  await say('one')
  await say('two')
  assert.deepEqual(runs(), ['run_mine', 'run_mine'])
})
