// S3: what an append costs there, against a bare PutObject of the same SDK, in turns; what it moves; and what gets lost by others' ways.
// Promises: on every server that can be had, each of them whole and real; one that cannot is said.
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { toLines } from '../src/record/record.ts'
import { startMoto } from '../test/servers/moto.ts'
import { startRadosgw } from '../test/servers/radosgw.ts'
import type { S3Server } from '../test/servers/s3.ts'
import { type Bucket, openBucket } from './bucket.ts'
import { lost } from './lost.ts'
import { startOn } from './machine.ts'
import { percentile } from './stats.ts'
import type { Row } from './table.ts'
import { openTap, type Passed } from './tap.ts'
import { againstText, inTurns } from './turns.ts'

const servers: [start: () => Promise<S3Server>, debian: string][] = [
  [startRadosgw, 'radosgw'],
  [startMoto, 'python3-moto'],
]
const sequential = 2000

export const s3 = async (): Promise<Row[]> => {
  const rows: Row[] = []
  for (const [start, debian] of servers) {
    try {
      const server = await startOn('0', start)
      try {
        rows.push(...(await rowsOf(await openBucket(server, debian))))
      } finally {
        await server.stop()
      }
    } catch (error) {
      console.log(`${debian} could not be measured:`, error)
    }
  }
  return rows
}

const rowsOf = async (bucket: Bucket): Promise<Row[]> => {
  const rows: Row[] = []
  for (const writers of [1, 10, 50]) rows.push(...(await rate(bucket, writers)))
  rows.push(...(await moved(bucket)), ...(await lost(bucket, lineOf)))
  const [name] = bucket.text.split(' ')
  return rows.map((row) => ({ ...row, what: `${name}: ${row.what}` }))
}

/** A record whose line is of 200 bytes. */
const lineOf = (entry: number): string => {
  const head = `{"ts":"2026-01-05T00:00:00.000Z","level":"info","source":"bench","message":"entry ${entry} `
  return `${head.padEnd(198, 'of the log of an issue; ')}"}`
}

const rate = async (bucket: Bucket, writers: number): Promise<Row[]> => {
  const stores = await Promise.all(Array.from({ length: writers }, () => bucket.store('writer')))
  const clients = stores.map(() => bucket.client())
  let count = 0
  const compared = await inTurns(
    { step: (writer) => stores[writer]!.append(`workflow/acme/app/${writers}`, toLines([lineOf(++count)])) },
    {
      step(writer) {
        const Key = `by-hand/${writers}/${++count}`
        return clients[writer]!.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body: `${lineOf(count)}\n` }))
      },
    },
    { workers: writers, rounds: 6, seconds: 0.7, server: bucket.pid },
  )
  for (const store of stores) await store.end()
  for (const client of clients) client.destroy()
  const who = writers === 1 ? 'one writer' : `${writers} writers`
  return [
    { what: `${who}, one entry an append`, value: compared.ours.perSecond, unit: 'appends/s', note: bucket.text },
    { what: `${who}: p99`, value: percentile(compared.ours.times, 0.99), unit: 'ms' },
    {
      what: `${who}: against PutObject`,
      value: compared.ratio,
      unit: '×',
      atLeast: [0.8],
      note: againstText(compared, 'appends/s'),
    },
  ]
}

/** What many appends move, and what it takes to read and keep them afterwards. */
const moved = async (bucket: Bucket): Promise<Row[]> => {
  const tap = await openTap(bucket.url)
  const stream = 'workflow/acme/app/moved'
  const writer = await bucket.store('writer', tap.url)
  for (let entry = 0; entry < sequential; entry++) await writer.append(stream, toLines([lineOf(entry)]))
  await writer.end()
  const appended = tap.passed()
  const service = await bucket.store('service', tap.url)
  await service.fold(stream)
  const folded = tap.passed()
  await service.end()
  tap.end()
  const mb = ({ sent, received }: Passed) => (sent + received) / 1e6
  const text = ({ requests, sent, received }: Passed) =>
    `${requests} requests, ${(sent / 1e6).toFixed(2)} MB up, ${(received / 1e6).toFixed(2)} MB down`
  return [
    { what: '2,000 appends of 200 bytes', value: mb(appended), unit: 'MB', atMost: [4], note: text(appended) },
    { what: 'requests an append', value: appended.requests / sequential, unit: '' },
    { what: 'bytes an append', value: (mb(appended) * 1e6) / sequential, unit: 'bytes' },
    { what: 'the first fold of them', value: mb(folded), unit: 'MB', note: text(folded) },
  ]
}
