// Lost: how many entries are gone when many writers append at once: the classic read-modify-write of one object, and ours.
// Promises: what counts is what is read back at the end, not what a writer was told.
import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { toLines } from '../src/record/record.ts'
import type { Cursor } from '../src/store/store.ts'
import type { Bucket } from './bucket.ts'
import type { Row } from './table.ts'

const writers = 50
const entries = 10
const tries = 3
const baseMs = 100

/** `lineOf` gives the entry of that number. */
export const lost = async (bucket: Bucket, lineOf: (entry: number) => string): Promise<Row[]> => {
  const of = `of ${writers * entries} entries, ${writers} writers`
  const ours = await lostByUs(bucket, lineOf)
  const guarded = await lostByHand(bucket, 'guarded', lineOf)
  const careless = await lostByHand(bucket, 'careless', lineOf)
  const rows: Omit<Row, 'unit'>[] = [
    { what: 'lost: ours', ...ours, atMost: [0] },
    { what: `lost: read-modify-write, If-Match, ${tries} tries`, ...guarded },
    { what: 'lost: read-modify-write without conditions', ...careless },
  ]
  return rows.map((row) => ({ ...row, unit: 'entries', note: `${of}; ${row.note}` }))
}

/** Every writer appends its entries one after the other. */
const write = async (append: (writer: number, entry: number) => Promise<unknown>): Promise<number> => {
  const begunMs = performance.now()
  const work = async (writer: number) => {
    for (let n = 0; n < entries; n++) await append(writer, writer * entries + n)
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)))
  return performance.now() - begunMs
}

const missing = (found: Iterable<string>, lineOf: (entry: number) => string): number => {
  const there = new Set(found)
  return Array.from({ length: writers * entries }, (_, entry) => lineOf(entry)).filter((line) => !there.has(line))
    .length
}

const lostByUs = async (bucket: Bucket, lineOf: (entry: number) => string) => {
  const stream = 'workflow/acme/app/lost'
  const stores = await Promise.all(Array.from({ length: writers }, () => bucket.store('writer')))
  const ms = await write((writer, entry) => stores[writer]!.append(stream, toLines([lineOf(entry)])))
  for (const store of stores) await store.end()
  const reader = await bucket.store('service')
  const found: string[] = []
  for (let after: Cursor | undefined, isDone = false; !isDone; ) {
    const page = await reader.read(stream, { after }, 1000)
    found.push(...page.entries.map(({ line }) => line))
    after = page.next
    isDone = page.upToDate
  }
  await reader.end()
  return { value: missing(found, lineOf), note: `${found.length} read back, ${(ms / 1000).toFixed(1)} s` }
}

const lostByHand = async (bucket: Bucket, key: 'guarded' | 'careless', lineOf: (entry: number) => string) => {
  const place = { Bucket: bucket.name, Key: `by-hand/${key}` }
  const clients = Array.from({ length: writers }, () => bucket.client())
  let givenUp = 0
  const attempt = async (client: S3Client, entry: number): Promise<boolean> => {
    const there = await get(client, place)
    if (there === undefined) return false
    const condition = there.etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: there.etag }
    const Body = `${there.text}${lineOf(entry)}\n`
    const put = new PutObjectCommand({ ...place, Body, ...(key === 'guarded' && condition) })
    return (await statusOf(() => client.send(put))) === 200
  }
  const ms = await write(async (writer, entry) => {
    for (let tried = 0; tried < tries; tried++) {
      if (await attempt(clients[writer]!, entry)) return
      await sleep(baseMs * 2 ** tried)
    }
    givenUp++
  })
  const end = await get(clients[0]!, place)
  if (end === undefined) throw new Error(`${place.Key} cannot be read back`)
  for (const client of clients) client.destroy()
  return { value: missing(end.text.split('\n'), lineOf), note: `${givenUp} given up, ${(ms / 1000).toFixed(1)} s` }
}

/** Undefined when the server could not: moto cannot while the object is being written. Radosgw knows an ETag only without its quotes, the
 *  others with or without. */
const get = async (client: S3Client, place: { Bucket: string; Key: string }) => {
  let found: { text: string; etag?: string } = { text: '' }
  const status = await statusOf(async () => {
    const { Body, ETag } = await client.send(new GetObjectCommand(place))
    found = { text: await Body!.transformToString(), etag: ETag!.replaceAll('"', '') }
  })
  return status === 200 || status === 404 ? found : undefined
}

/** What the server said, after the tries of the SDK. */
const statusOf = async (ask: () => Promise<unknown>): Promise<number> => {
  try {
    await ask()
    return 200
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
    if (status === undefined) throw error
    return status
  }
}
