// The recipes of the task log's documentation, run word for word over a folder that the file driver wrote.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createFaults } from '../src/lib/faults.ts'
import { taskNote, taskStream } from '../src/record/names.ts'
import { toLines } from '../src/record/record.ts'
import { openFileStore } from '../src/store/file/index.ts'
import { fileOptions } from './file-options.ts'
import { environmentOf, unpacked } from './servers/debs.ts'

const root = mkdtempSync(join(tmpdir(), 'spoor-recipes-'))
const day = 86_400_000
let nowMs = Date.now()
const store = await openFileStore({
  ...fileOptions(
    root,
    createFaults(() => {}),
  ),
  taskPackAfterMs: 7 * day,
  now: () => nowMs,
})
after(async () => {
  await store.end()
  rmSync(root, { recursive: true })
})

const stages = ['received', 'validation', 'command_matching', 'received', 'task_created']
for (const [id, isSuccess, cost] of [
  ['task-abc123', true, 0.0234],
  ['task-def456', false, 0.5],
] as const) {
  const stageLines = stages.map((stage) => JSON.stringify({ timestamp: '2024-01-01T00:00:00Z', stage }))
  await store.append(taskStream(id, 'webhook-flow'), toLines(stageLines), { key: `delivery ${id}`, digest: '0' })
  const said = ['[SYSTEM] Task started\n', 'Analysis "complete"\n']
  // as over HTTP: each line begins a batch of its own
  for (const content of said) {
    const record = { timestamp: '2024-01-01T00:00:05Z', type: 'output', content }
    await store.append(taskStream(id, 'agent-output'), toLines([JSON.stringify(record)]), { key: content, digest: '0' })
  }
  await store.putNote(taskNote(id, 'metadata'), { task_id: id, status: 'completed' }, undefined)
  await store.putNote(taskNote(id, 'input'), { message: 'do', source_metadata: { provider: 'github' } }, undefined)
  const metrics = { cost_usd: cost, input_tokens: 1500, output_tokens: 800, duration_seconds: 45.2 }
  const result = { success: isSuccess, result: 'done', error: null, metrics, completed_at: '2024-01-01T00:00:50Z' }
  await store.putNote(taskNote(id, 'final-result'), result, undefined)
}

const hasJq = spawnSync('jq', ['--version']).status === 0
const env = hasJq ? {} : environmentOf(await unpacked('jq', ['jq']))

/** The recipe as it is written there, in the folder of the first task; only the folder of all tasks has another name here. */
const run = (recipe: string): string =>
  execFileSync('bash', ['-euo', 'pipefail', '-c', recipe.replaceAll('/data/logs/tasks', join(root, 'tasks'))], {
    cwd: join(root, 'tasks/task-abc123'),
    env: { ...process.env, ...env, LC_ALL: 'C' },
    encoding: 'utf8',
  })

const counted = '      1 command_matching\n      2 received\n      1 task_created\n      1 validation\n'

test('each file is viewed by jq', () => {
  assert.deepEqual(JSON.parse(run('cat metadata.json | jq')), { task_id: 'task-abc123', status: 'completed' })
  assert.equal(JSON.parse(run('cat 01-input.json | jq')).source_metadata.provider, 'github')
  assert.equal(JSON.parse(run('cat 04-final-result.json | jq')).metrics.duration_seconds, 45.2)
  assert.equal(run("cat 03-agent-output.jsonl | jq -r '.content'"), '[SYSTEM] Task started\n\nAnalysis "complete"\n\n')
})

test('webhook stages are counted', () => {
  assert.equal(run("cat 02-webhook-flow.jsonl | jq -r '.stage' | sort | uniq -c"), counted)
})

test('the cost of all tasks is summed up', () => {
  const recipe = `find /data/logs/tasks -name "04-final-result.json" | xargs cat | jq -r '.metrics.cost_usd' | awk '{sum+=$1} END {print sum}'`
  assert.equal(run(recipe), '0.5234\n')
})

test('failed tasks are found, and only those', () => {
  const recipe = `find /data/logs/tasks -name "04-final-result.json" | xargs grep -l '"success":false'`
  assert.equal(run(recipe), `${join(root, 'tasks/task-def456/04-final-result.json')}\n`)
})

test('tokens are added up', () => {
  const recipe =
    "cat 04-final-result.json | jq '.metrics | {input: .input_tokens, output: .output_tokens, total: (.input_tokens + .output_tokens)}'"
  assert.deepEqual(JSON.parse(run(recipe)), { input: 1500, output: 800, total: 2300 })
})

test('after a week the streams are gzipped, and the recipe begins with zcat', async () => {
  nowMs += 8 * day
  await store.tidy()
  assert.equal(
    run('ls'),
    '01-input.json\n02-webhook-flow.jsonl.gz\n03-agent-output.jsonl.gz\n04-final-result.json\nmetadata.json\n',
  )
  assert.equal(run("zcat 02-webhook-flow.jsonl.gz | jq -r '.stage' | sort | uniq -c"), counted)
  assert.equal(run('gzip -t 03-agent-output.jsonl.gz'), '')
})
