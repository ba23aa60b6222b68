// From a line to a callback: an issue that was seen often enough is told once, by the service as it is, and that is written where people look.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startService } from '../judges/service.ts'
import { until } from '../src/lib/testing/until.ts'
import { receiverFor } from '../src/notify/testing.ts'

const refused = 'connect ECONNREFUSED 10.0.0.1:6379'

const serviceFor = async (t: TestContext, env: Record<string, string>) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-notify-'))
  const start = () => startService({ SPOOR_DATA: data, SPOOR_QUIET_MS: '50', SPOOR_LOOK_MS: '50', ...env })
  let service = await start()
  t.after(async () => {
    await service.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const post = async (path: string, body: string) => {
    const response = await fetch(`${service.url}${path}`, { method: 'POST', body })
    assert.ok(response.ok, await response.text())
  }
  return {
    post,
    ingest: (lines: string[]) => post('/ingest?runId=r1', lines.join('\n')),
    async issues() {
      const response = await fetch(`${service.url}/issues?runId=r1&waitMs=20000`)
      return ((await response.json()) as { issues: { count: number; notified: boolean; notifiedAt?: string }[] }).issues
    },
    async restart(signal: NodeJS.Signals) {
      await service.stop(signal)
      service = await start()
    },
  }
}

test('a hundred identical errors, with restarts and a kill between them, are told once', async (t) => {
  const { got, url } = await receiverFor(t)
  const service = await serviceFor(t, {})
  await service.post('/control/clear', JSON.stringify({ runId: 'r1', callback: url }))
  await service.ingest([refused, refused])
  assert.deepEqual(
    (await service.issues()).map(({ count, notified }) => [count, notified]),
    [[2, false]],
  )
  assert.equal(got.length, 0)
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await service.ingest(Array.from({ length: 49 }, () => refused))
    await until(() => got.length > 0)
    await service.restart(signal)
  }
  await until(async () => (await service.issues())[0]!.notified)
  const [issue] = await service.issues()
  assert.equal(issue!.count, 100)
  assert.ok(Date.parse(issue!.notifiedAt!) > 0)
  assert.equal(got.length, 1)
  assert.partialDeepStrictEqual(got[0]!.body, { level: 'error', type: 'network', summary: refused, runId: 'r1' })
})

test('a run without a callback of its own uses that of the settings; what is muted is not told', async (t) => {
  const { got, url } = await receiverFor(t)
  const service = await serviceFor(t, { SPOOR_CALLBACK_URL: url, LOG_AGENT_ISSUE_THRESHOLD: '2' })
  await service.ingest([refused, 'Error: other'])
  const [muted] = (await service.issues()) as unknown as { fingerprint: string }[]
  await service.post(`/issues/${muted!.fingerprint}/mute`, '')
  await service.ingest([refused, 'Error: other', refused, 'Error: other'])
  await until(() => got.length > 0)
  assert.equal((await service.issues()).length, 1)
  assert.equal(got.length, 1)
  assert.notEqual(got[0]!.body.issue.fingerprint, muted!.fingerprint)
})
