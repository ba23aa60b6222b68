// A service that is killed while it takes in and counts comes to the counts of what it has acknowledged.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../judges/random.ts'
import { type Service, startService } from '../judges/service.ts'

const kills = 4
const batches = 200
const refused = (port: number) => `connect ECONNREFUSED 10.0.0.1:${6000 + port}`

test('a service that is killed in the middle counts what it acknowledged, once', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-issues-'))
  const start = () => startService({ SPOOR_DATA: data, SPOOR_QUIET_MS: '100' })
  let service: Service = await start()
  let starting: Promise<Service> = Promise.resolve(service)
  t.after(async () => {
    await service.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const random = seeded(3)
  // sent again under its key until it is acknowledged
  const post = async (key: string, body: string) => {
    for (;;) {
      try {
        const { url } = await starting
        const headers = { 'idempotency-key': key }
        const response = await fetch(`${url}/ingest?runId=r1&source=web`, { method: 'POST', body, headers })
        if (response.status === 200) return
      } catch {
        // killed under it
        await sleep(10)
      }
    }
  }
  const expected: Record<string, number> = { 'TypeError: x is not a function': batches }
  for (let batch = 0; batch < batches; batch++) {
    const port = Math.floor(random() * 5)
    expected[refused(port)] = (expected[refused(port)] ?? 0) + 3
    const lines = [
      refused(port),
      'TypeError: x is not a function',
      '    at go (/app/src/a.ts:12:3)',
      'fine',
      refused(port),
      refused(port),
    ]
    const posting = post(`b${batch}`, lines.join('\n'))
    if (batch % (batches / kills) === 20) {
      await sleep(random() * 300)
      starting = service.stop('SIGKILL').then(async () => {
        service = await start()
        return service
      })
    }
    await posting
  }
  const response = await fetch(`${service.url}/issues?runId=r1&waitMs=30000`)
  const { issues, isCurrent } = (await response.json()) as {
    issues: { summary: string; count: number }[]
    isCurrent: boolean
  }
  assert.equal(isCurrent, true)
  assert.deepEqual(Object.fromEntries(issues.map(({ summary, count }) => [summary, count])), expected)
})
