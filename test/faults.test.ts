// The fault judges in their short form: real servers, and a proxy before them that delays, loses, repeats and cuts what passes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeFaults, rates } from '../judges/faults.ts'
import { proxied } from '../judges/proxied.ts'
import { proxiedS3 } from '../judges/proxied-s3.ts'
import { judgeWriters, rates as milder } from '../judges/writers.ts'

for (const { store, enough, changers } of [
  { store: 'redis', enough: 200, changers: 2 },
  { store: 's3', enough: 50, changers: 1 },
]) {
  test(`${store}: behind a proxy that loses, repeats and cuts, what was acknowledged is there once, for followers too`, async () => {
    const server = await proxied(store, { seed: 7, rates })
    if (!server) return
    try {
      const { wrong, proxy, batches } = await judgeFaults(server, {
        seed: 7,
        stores: 2,
        changers,
        isEnough: (n) => n >= enough,
      })
      assert.deepEqual(wrong, [])
      assert.ok(batches.acknowledged >= enough, `${batches.acknowledged} acknowledged`)
      assert.ok(proxy.cut + proxy.drop + proxy.repeat > 10, JSON.stringify(proxy))
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
