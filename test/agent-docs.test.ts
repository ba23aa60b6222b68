// What docs/agents.md tells to copy, as it stands, against a service of our own.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { folderFor } from '../src/cli/testing/spoor.ts'
import { until } from '../src/lib/testing/until.ts'
import { sharedService, taskFiles } from './agents.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(join(root, 'docs/agents.md'), 'utf8')
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, text]) => text!)
const { url } = await sharedService()

test('the first block runs the example agent, whose task can be asked for', async (t) => {
  const bin = folderFor(t)
  writeFileSync(join(bin, 'spoor'), `#!/bin/sh\nexec ${process.execPath} ${root}bin/spoor.js "$@"\n`)
  chmodSync(join(bin, 'spoor'), 0o755)
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, SPOOR_URL: url }
  const script = blocksOf('sh')[0]!.replaceAll('http://127.0.0.1:3002', url)
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: root, env })
  const task = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
    task_id: string
    outcome: string
    agent_type: string
  }
  assert.deepEqual([task.task_id, task.outcome, task.agent_type], ['task-try', 'success', 'claude'])
})

test('the hook of the settings is posted where hooks are taken, with the header that names the task', async () => {
  const settings = JSON.parse(blocksOf('json')[0]!) as {
    hooks: {
      [event: string]: {
        hooks: { type: string; url: string; headers: Record<string, string>; allowedEnvVars: string[] }[]
      }[]
    }
  }
  const [event, [group]] = Object.entries(settings.hooks)[0]!
  const [hook] = group!.hooks
  assert.equal(hook!.type, 'http')
  // as Claude Code does: a variable that is not allowed is empty
  const value = (text: string) =>
    text.replace(/\$(\w+)/g, (_, name) => (hook!.allowedEnvVars.includes(name) ? 'task-hooked' : ''))
  const headers = Object.fromEntries(Object.entries(hook!.headers).map(([name, text]) => [name, value(text)]))
  const body = JSON.stringify({
    hook_event_name: event,
    session_id: 's',
    tool_name: 'Read',
    tool_use_id: 't1',
    tool_input: {},
  })
  const response = await fetch(hook!.url.replace('http://127.0.0.1:3002', url), { method: 'POST', headers, body })
  assert.equal(response.status, 204)
  await until(async () => (await taskFiles(url, 'task-hooked')).output.some(({ tool_id }) => tool_id === 't1'))
})

test('every setting and option that it names is there', () => {
  const config = readFileSync(join(root, 'docs/config.md'), 'utf8')
  for (const [name] of page.matchAll(/SPOOR_\w+/g)) assert.ok(config.includes(`\`${name}\``), name)
  const source = ['run.ts', 'run-task-options.ts', 'import.ts', 'program.ts'].map((file) =>
    readFileSync(join(root, 'src/cli', file), 'utf8'),
  )
  for (const [, option] of page.matchAll(/`(--[a-z-]+)/g))
    assert.ok(source.join().includes(`'${option} `) || source.join().includes(`'${option}'`), option)
})
