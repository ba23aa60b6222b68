// What appends cost: counted in bytes on the wire and in requests.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openS3Store } from '../../src/store/s3/index.ts'
import { serverFor } from '../servers/servers.ts'
import { batch, readAll } from '../store-subject.ts'
import { countingProxy, spoilingProxy } from './proxies.ts'
import { s3Options, startBucket } from './subject.ts'

const server = await serverFor('radosgw')
after(() => server?.stop())
const bucket = server && (await startBucket(server))

// 200 bytes with its envelope
const text = (n: number) => String(n).padEnd(125, 'x')

// a quarter of what the promise speaks of: each costs the same, however many there are; the bench measures all of them
test('500 appends of 200 bytes, one after the other, move less than 1 MB both ways together, and one fold', async (t) => {
  if (!bucket) return
  assert.equal(batch(text(1)).bytes.length, 200)
  const proxy = await countingProxy(bucket.url)
  const store = await openS3Store(s3Options({ ...bucket, url: proxy.url }, { limits: { maxParts: 125 } }))
  for (let n = 0; n < 500; n++) await store.append('workflow/o/r/1', batch(text(n)))
  const appended = proxy.bytes()
  t.diagnostic(`${appended} bytes for 500 appends`)
  assert.ok(appended <= 1_000_000, `${appended} bytes`)
  await store.tidy()
  t.diagnostic(`${proxy.bytes() - appended} bytes for rolling and folding them`)
  assert.equal((await readAll(store, 'workflow/o/r/1')).length, 500)
  await store.end()
  await proxy.end()
})

test('rolling costs each part the same, however many there are', async () => {
  if (!bucket) return
  const requests = async (count: number) => {
    const proxy = await spoilingProxy(bucket.url, () => undefined)
    const limits = { maxParts: 10, segmentBytes: 2000, cacheBytes: 0 }
    const store = await openS3Store(s3Options({ ...bucket, url: proxy.url }, { limits }))
    for (let n = 0; n < count; n++) await store.append('run/a', batch(text(n)))
    proxy.seen.length = 0
    await store.tidy()
    await store.end()
    await proxy.end()
    return proxy.seen.length
  }
  const [some, twice, fourTimes] = [await requests(40), await requests(80), await requests(160)]
  assert.ok(fourTimes - twice <= 2 * (twice - some) + 4, `${some}, ${twice}, ${fourTimes} requests`)
})
