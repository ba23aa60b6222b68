// Workers in processes of their own, killed at random, come to the counts that nobody who was killed could have come to.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seeded } from '../judges/random.ts'
import { startService } from '../judges/service.ts'
import { newPrefix } from './redis-subject.ts'
import { serverFor } from './servers/servers.ts'

const redis = await serverFor('redis')
after(() => redis?.stop())

const bin = fileURLToPath(new URL('../bin/spoor.js', import.meta.url))
const kills = 6
const batches = 120
const refused = (port: number) => `connect ECONNREFUSED 10.0.0.1:${6000 + port}`

const startWorker = async (env: Record<string, string>): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [bin, 'worker'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout!, 'data')
  return child
}

const kill = async (child: ChildProcess, signal: NodeJS.Signals) => {
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

if (redis) {
  test('workers that are killed at random count every failure once', async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'spoor-workers-'))
    const env = {
      REDIS_URL: redis.url,
      SPOOR_REDIS_PREFIX: newPrefix(),
      SPOOR_DATA: data,
      SPOOR_QUEUE_LOCK_MS: '1000',
      SPOOR_SWEEP_EVERY_MS: '1000',
      SPOOR_QUIET_MS: '200',
    }
    // the service itself counts nothing: what is counted, a worker has counted
    const service = await startService({ ...env, SPOOR_ANALYSIS: 'off' })
    const workers = [await startWorker(env), await startWorker(env)]
    t.after(async () => {
      for (const worker of workers) await kill(worker, 'SIGTERM')
      await service.stop()
      rmSync(data, { recursive: true, force: true })
    })
    const random = seeded(7)
    const expected: Record<string, number> = {}
    for (let batch = 0; batch < batches; batch++) {
      const run = `r${batch % 3}`
      const port = Math.floor(random() * 4)
      const lines = [
        'fine',
        refused(port),
        'TypeError: x is not a function',
        '    at go (/app/src/a.ts:12:3)',
        refused(port),
      ]
      const response = await fetch(`${service.url}/ingest?runId=${run}&source=web`, {
        method: 'POST',
        body: `${lines.join('\n')}\n`,
      })
      assert.equal(response.status, 200)
      const add = (summary: string, count: number) => {
        expected[`${run} ${summary}`] = (expected[`${run} ${summary}`] ?? 0) + count
      }
      add(refused(port), 2)
      add('TypeError: x is not a function', 1)
      if (batch % Math.floor(batches / kills) === 5) {
        const victim = Math.floor(random() * workers.length)
        await kill(workers[victim]!, 'SIGKILL')
        workers[victim] = await startWorker(env)
      }
    }
    const found: Record<string, number> = {}
    for (const run of ['r0', 'r1', 'r2']) {
      const answer = await fetch(`${service.url}/issues?runId=${run}&waitMs=30000`)
      const { issues, isCurrent } = (await answer.json()) as {
        issues: { summary: string; count: number }[]
        isCurrent: boolean
      }
      assert.equal(isCurrent, true, run)
      for (const { summary, count } of issues) found[`${run} ${summary}`] = count
    }
    assert.deepEqual(found, expected)
  })
}
