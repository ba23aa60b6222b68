// The crash judge in its short form over each kind of store, and a real app that logs through a service that is killed and started again.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { judgeCrash } from '../judges/crash.ts'
import { crashStore } from '../judges/crash-stores.ts'
import { startService } from '../judges/service.ts'

for (const { kind, cycles, storeKills } of [
  { kind: 'file', cycles: 4, storeKills: 0 },
  { kind: 'redis', cycles: 4, storeKills: 2 },
  { kind: 's3', cycles: 3, storeKills: 0 },
]) {
  test(`${kind}: after SIGKILL at random points every acknowledged record is there, once`, async () => {
    const store = await crashStore(kind)
    if (!store) return
    try {
      const verdict = await judgeCrash({ store, cycles, seed: 3 })
      assert.deepEqual(verdict.wrong, [])
      assert.ok(verdict.acknowledged >= cycles / 2, `${verdict.acknowledged} acknowledged`)
      assert.equal(verdict.storeKills, storeKills)
    } finally {
      await store.end()
    }
  })
}

type Line = { message: string; attributes: { order: number } }

test('an Express app with winston loses and doubles nothing while the service is killed and started again', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-app-'))
  let service = await startService({ SPOOR_DATA: data })
  const env = { ...process.env, SPOOR_URL: service.url, PORT: '0', TMPDIR: data, LOG_RUN_ID: 'shop-run' }
  const example = fileURLToPath(new URL('../examples/express-app.ts', import.meta.url))
  const app = spawn(process.execPath, [example], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(async () => {
    app.kill('SIGKILL')
    await service.stop('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  })
  const exited = once(app, 'exit')
  const [greeting] = (await once(createInterface({ input: app.stdout }), 'line')) as [string]
  const url = greeting.split(' ').at(-1)!
  const total = 600
  for (let n = 0; n < total; n++) {
    await (await fetch(`${url}/order/${n}`)).text()
    if (n === 200) await service.stop('SIGKILL')
    if (n === 400) service = await startService({ SPOOR_DATA: data, SPOOR_PORT: new URL(service.url).port })
  }
  app.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
  const response = await fetch(`${service.url}/raw?runId=shop-run&order=oldest&limit=5000&format=json`)
  const { logs, total: found } = (await response.json()) as { logs: Line[]; total: number }
  const failures = Math.ceil(total / 7)
  assert.equal(found, 2 * total + failures)
  const expected = Array.from({ length: total }, (_, n) => [
    `${n + 1} order begins`,
    ...(n % 7 === 0 ? [`${n + 1} payment failed`] : []),
    `${n + 1} order ends`,
  ]).flat()
  assert.deepEqual(
    logs.map(({ message, attributes }) => `${attributes.order} ${message}`),
    expected,
  )
})

test('a reader of /events resumes behind its last event after the service was killed: nothing lost, nothing doubled', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-events-'))
  let service = await startService({ SPOOR_DATA: data })
  t.after(async () => {
    await service.stop('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  })
  const post = (n: number) => fetch(`${service.url}/ingest?runId=r`, { method: 'POST', body: `line ${n}` })
  const seen: string[] = []
  let lastId = ''
  // reads until `count` lines were seen, or the connection breaks
  const readUntil = async (count: number) => {
    const response = await fetch(`${service.url}/events?runId=r`, {
      headers: lastId === '' ? {} : { 'last-event-id': lastId },
    })
    assert.equal(response.status, 200)
    try {
      let text = ''
      for await (const chunk of response.body!) {
        text += Buffer.from(chunk).toString()
        const events = text.split('\n\n')
        text = events.pop()!
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1]
          if (data === undefined) continue
          lastId = /^id: (.*)$/m.exec(event)![1]!
          seen.push((JSON.parse(data) as { message: string }).message)
        }
        if (seen.length >= count) return
      }
    } catch (error) {
      // killed under the reader: that is what this test is about
      assert.equal((error as Error).name, 'TypeError')
    }
  }
  await post(0)
  for (let round = 0; round < 3; round++) {
    const reading = readUntil(Number.POSITIVE_INFINITY)
    for (let n = 1; n <= 40; n++) await post(round * 40 + n)
    await service.stop('SIGKILL')
    await reading
    service = await startService({ SPOOR_DATA: data, SPOOR_PORT: new URL(service.url).port })
  }
  await readUntil(121)
  assert.deepEqual(
    seen,
    Array.from({ length: 121 }, (_, n) => `line ${n}`),
  )
})
