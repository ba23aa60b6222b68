// Many processes write one task through one service, which is killed in the middle: whole lines, each writer's in its order, and nothing that was
// acknowledged is lost.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { startService } from '../judges/service.ts'
import { until } from '../src/lib/testing/until.ts'
import { folderFor } from './service.ts'

type Line = { type: string; content: string; writer?: string; n?: number }

// prints the number of each record that was acknowledged; what is not is sent again under the same key, to wherever the service is then
const writer = `
import { readFileSync } from 'node:fs'
const { place, name } = JSON.parse(process.argv[1])
for (let n = 0; ; n++) {
  const body = JSON.stringify({ content: 'x'.repeat(n % 7 ? 20 : 9000), writer: name, n })
  for (;;) {
    try {
      const url = readFileSync(place, 'utf8') + '/api/tasks/task-shared/agent-output'
      const response = await fetch(url, { method: 'POST', body, headers: { 'idempotency-key': name + n } })
      if (response.status === 200 && (await response.json()).accepted === 1) break
    } catch {}
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  console.log(n)
}`

test('three processes write one task while the service is killed: nothing acknowledged is lost, torn or doubled', async (t) => {
  const data = folderFor(t)
  const place = join(data, 'url')
  const env = { SPOOR_STORE: 'file', SPOOR_DATA: join(data, 'data'), SPOOR_ANALYSIS: 'off' }
  let service = await startService(env)
  t.after(() => service.stop())
  writeFileSync(place, service.url)
  const acknowledged = new Map<string, number>()
  const writers = ['a', 'b', 'c'].map((name) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer, JSON.stringify({ place, name })])
    createInterface({ input: child.stdout }).on('line', (n) => acknowledged.set(name, Number(n)))
    t.after(() => child.kill('SIGKILL'))
    return child
  })
  const everyoneBeyond = (count: number) =>
    until(() => ['a', 'b', 'c'].every((name) => (acknowledged.get(name) ?? 0) >= count))
  for (const count of [20, 60]) {
    await everyoneBeyond(count)
    await service.stop('SIGKILL')
    service = await startService(env)
    writeFileSync(place, service.url)
  }
  await everyoneBeyond(90)
  for (const child of writers) child.kill('SIGKILL')
  const told = new Map(acknowledged)
  const read = await fetch(`${service.url}/api/tasks/task-shared/logs/agent-output`)
  const lines = (await read.json()) as Line[]
  for (const [name, last] of told) {
    const own = lines.filter((line) => line.writer === name).map(({ n }) => n!)
    assert.deepEqual(
      own,
      own.map((_, n) => n),
      name,
    )
    assert.ok(own.length > last, `${name}: ${own.length} of ${last + 1}`)
  }
  await service.stop()
  const file = readFileSync(join(data, 'data', 'tasks', 'task-shared', '03-agent-output.jsonl'), 'utf8')
  assert.equal(file.trimEnd().split('\n').length, lines.length)
  for (const line of file.trimEnd().split('\n')) assert.equal(typeof JSON.parse(line).timestamp, 'string')
})
