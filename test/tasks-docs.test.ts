// What docs/tasks.md tells to copy, run as it stands against a service of our own.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startService } from '../judges/service.ts'
import { folderFor } from './service.ts'

const page = readFileSync(new URL('../docs/tasks.md', import.meta.url), 'utf8')
const [first] = page.match(/(?<=```sh\n)[\s\S]*?(?=```)/g)!

test('the block writes a task and reads it back', async (t) => {
  const service = await startService({ SPOOR_DATA: folderFor(t), SPOOR_ANALYSIS: 'off' })
  t.after(() => service.stop())
  const script = first!.replace('http://127.0.0.1:3002', service.url)
  const { stdout } = await promisify(execFile)('sh', ['-c', script])
  assert.match(stdout, /"input":\{"message":"fix the login"\}/)
  assert.match(stdout, /"final_result":\{"success":true,"result":"fixed"/)
  assert.match(stdout, /# Task task-demo: completed\n[\s\S]*\| Cost \| \$0\.0200 \|[\s\S]*thinking: where is it\?\n/)
  assert.match(stdout, /\{"by":"agent","total":\{/)
})

test('every setting that it names is there', () => {
  const config = readFileSync(new URL('../docs/config.md', import.meta.url), 'utf8')
  for (const [name] of page.matchAll(/(?:SPOOR|TASK)_[A-Z_]+/g)) assert.ok(config.includes(`\`${name}\``), name)
})
