// The fault judges in their short form: real servers, and a proxy before them that delays, loses, repeats and cuts what passes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeFaults, rates } from '../judges/faults.ts'
import { proxied } from '../judges/proxied.ts'
import { proxiedS3 } from '../judges/proxied-s3.ts'
import type { FaultProxy } from '../judges/proxy.ts'
import { judgeWriters, rates as milder } from '../judges/writers.ts'

/** How many requests came twice, or lost their answer: what a short run has of these is chance, so it ends when they are enough. */
const harmed = ({ cut, drop, repeat }: FaultProxy['counts']) => cut + drop + repeat

for (const { store, enough, changers } of [
  { store: 'redis', enough: 200, changers: 2 },
  { store: 's3', enough: 50, changers: 1 },
]) {
  test(`${store}: behind a proxy that loses, repeats and cuts, what was acknowledged is there once, for followers too`, async () => {
    const server = await proxied(store, { seed: 7, rates })
    if (!server) return
    try {
      const { wrong, batches } = await judgeFaults(server, {
        seed: 7,
        stores: 2,
        changers,
        isEnough: (n) => n >= enough && harmed(server.proxy.counts) > 10,
      })
      assert.deepEqual(wrong, [])
      assert.ok(batches.acknowledged >= enough, `${batches.acknowledged} acknowledged`)
    } finally {
      await server.end()
    }
  })
}

test('s3: of writers in processes of their own, some killed, some with wrong clocks, every entry is read and folded once', async () => {
  const server = await proxiedS3({ seed: 3, rates: milder })
  if (!server) return
  try {
    const { wrong, acknowledged, processes } = await judgeWriters(server, {
      writers: 6,
      entries: 12,
      seed: 3,
      limitMs: 60_000,
    })
    assert.deepEqual(wrong, [])
    assert.equal(acknowledged, 6 * 12)
    assert.ok(processes > 6, 'nobody was killed')
  } finally {
    await server.end()
  }
})
