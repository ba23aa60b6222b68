// The S3 servers that keep conditions in their own way, or refuse them: Ceph's radosgw and OpenStack's Swift are what a store is told they are.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { after, test } from 'node:test'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { startRadosgw } from './servers/radosgw.ts'
import { conditionsOf, type S3Server, s3Client } from './servers/s3.ts'
import { serverFor } from './servers/servers.ts'

const Bucket = 'bucket'

/** One of them with an empty bucket. */
type Subject = { server: S3Server; client: S3Client }

const radosgw = await serverFor('radosgw')
const swift = await serverFor('swift')
const subjects: [name: string, subject: Subject][] = []
for (const [name, server] of Object.entries({ radosgw, swift })) {
  if (!server) continue
  const client = s3Client(server)
  await client.send(new CreateBucketCommand({ Bucket }))
  subjects.push([name, { server, client }])
}
after(async () => {
  for (const [, { client }] of subjects) client.destroy()
  for (const server of [radosgw, swift]) await server?.stop()
})

const put = (client: S3Client, Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))

/** The body of an object, or what the server said instead: '404 NoSuchKey'. */
const get = (client: S3Client, Key: string) =>
  outcome(async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
    return Body?.transformToString()
  })

const list = async (client: S3Client, Prefix: string, more: { Delimiter?: string; MaxKeys?: number } = {}) => {
  const pages: string[][] = []
  let ContinuationToken: string | undefined
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken, ...more }))
    pages.push([
      ...(page.Contents ?? []).map(({ Key }) => Key!),
      ...(page.CommonPrefixes ?? []).map((of) => of.Prefix!),
    ])
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  return pages
}

const outcome = async <T>(request: () => Promise<T>): Promise<T | string> => {
  try {
    return await request()
  } catch (error) {
    if (error instanceof S3ServiceException) return `${error.$metadata.httpStatusCode} ${error.name}`
    throw error
  }
}

const statusOf = async (request: () => Promise<{ $metadata: { httpStatusCode?: number } }>) =>
  outcome(async () => (await request()).$metadata.httpStatusCode)

/** Processes that we started and that still run. */
const children = (): string[] =>
  readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && / \(.*\) [^Z] (\d+) /s.exec(stat(pid))?.[1] === `${process.pid}`,
  )

const stat = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return '' // it ended meanwhile
  }
}

for (const [name, { client, server }] of subjects) {
  test(`${name}: what is put is what GET and HEAD give, with its metadata`, async () => {
    const { ETag } = await put(client, 'a', 'one', { ContentType: 'application/x-ndjson', Metadata: { batch: 'k1' } })
    assert.equal(await get(client, 'a'), 'one')
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
    assert.deepEqual(
      [head.ContentLength, head.ContentType, head.Metadata, head.ETag],
      [3, 'application/x-ndjson', { batch: 'k1' }, ETag],
    )
    // the MD5 of "one", in quotes (Amazon S3 API Reference, "Object")
    assert.equal(ETag, '"f97c5d29941bfb1b2fdab0874906ab82"')
    assert.equal(await get(client, 'none'), '404 NoSuchKey')
  })

  test(`${name}: a list is sorted, goes by prefix, folds at the delimiter and is continued`, async () => {
    for (const key of ['l/b/2', 'l/a/1', 'l/c', 'l/b/1', 'l/ü %+&=', 'm']) await put(client, key, key)
    assert.deepEqual(await list(client, 'l/'), [['l/a/1', 'l/b/1', 'l/b/2', 'l/c', 'l/ü %+&=']])
    assert.deepEqual(await list(client, 'l/', { MaxKeys: 2 }), [['l/a/1', 'l/b/1'], ['l/b/2', 'l/c'], ['l/ü %+&=']])
    assert.deepEqual(await list(client, 'l/', { Delimiter: '/' }), [['l/c', 'l/ü %+&=', 'l/a/', 'l/b/']])
    assert.deepEqual(await list(client, 'n/'), [[]])
  })

  test(`${name}: a deleted object is gone, and deleting nothing is no error`, async () => {
    await put(client, 'd', 'one')
    const remove = (Key: string) => statusOf(() => client.send(new DeleteObjectCommand({ Bucket, Key })))
    assert.equal(await remove('d'), 204)
    assert.equal(await get(client, 'd'), '404 NoSuchKey')
    assert.equal(await remove('d'), 204)
  })

  test(`${name}: who has not the key does not enter`, async () => {
    const stranger = s3Client({ ...server, credentials: { ...server.credentials, secretAccessKey: 'other' } })
    assert.equal(await get(stranger, 'a'), '403 SignatureDoesNotMatch')
    stranger.destroy()
  })
}

for (const [name, { client }] of subjects.filter(([name]) => name === 'radosgw')) {
  // what AWS does with quotes, Ceph does without until version 20: it compares the header with the ETag it keeps, which has none
  test(`${name}: a quoted ETag never matches`, async () => {
    assert.deepEqual(await conditionsOf(radosgw!), {
      current: 412,
      stale: 412,
      missing: 412,
      existing: 412,
      fresh: 200,
    })
  })

  test(`${name}: an unquoted ETag is kept to`, async () => {
    const bare = async (body: string) => (await put(client, 'c', body)).ETag!.replaceAll('"', '')
    const stale = await bare('one')
    const current = await bare('two')
    const replace = (Key: string, IfMatch: string) => statusOf(() => put(client, Key, 'three', { IfMatch }))
    assert.equal(await replace('c', stale), '412 PreconditionFailed')
    assert.equal(await replace('missing', current), '412 PreconditionFailed')
    assert.equal(await get(client, 'c'), 'two')
    assert.equal(await replace('c', current), 200)
    assert.equal(await get(client, 'c'), 'three')
  })

  test(`${name}: of many that create the same object one does, and it is there as that one wrote it`, async () => {
    const writers = Array.from({ length: 20 }, (_, writer) => `${writer}`)
    const create = (body: string) => statusOf(() => put(client, 'once', body, { IfNoneMatch: '*' }))
    const statuses = await Promise.all(writers.map(create))
    const winners = writers.filter((_, writer) => statuses[writer] === 200)
    assert.equal(winners.length, 1)
    assert.equal(await get(client, 'once'), winners[0])
  })
}

for (const [name, { client }] of subjects.filter(([name]) => name === 'swift')) {
  test(`${name}: every condition is refused, whatever would have come of it, and nothing is written`, async () => {
    const all = { current: 501, stale: 501, missing: 501, existing: 501, fresh: 501 }
    assert.deepEqual(await conditionsOf(swift!), all)
    const { ETag } = await put(client, 'e', 'one')
    for (const IfMatch of [ETag, ETag!.replaceAll('"', ''), '*']) {
      assert.equal(await statusOf(() => put(client, 'e', 'two', { IfMatch })), '501 NotImplemented')
    }
    assert.equal(await get(client, 'e'), 'one')
  })

  test(`${name}: many objects at once are not deleted with the checksum that an SDK sends today`, async () => {
    const Delete = { Objects: [{ Key: 'e' }] }
    assert.equal(await statusOf(() => client.send(new DeleteObjectsCommand({ Bucket, Delete }))), '400 InvalidRequest')
  })
}

test('nothing of them listens to other machines', () => {
  const sockets = new Set(
    children().flatMap((pid) => readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))),
  )
  const listening = ['tcp', 'tcp6']
    .flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    // proc(5): the local address, the state (0A listens) and the inode
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`))
    .map(([, local]) => local!.split(':')[0])
  assert.deepEqual([...new Set(listening)], subjects.length > 0 ? ['0100007F'] : [])
})

for (const [name, { client }] of subjects.filter(([name]) => name === 'radosgw')) {
  test(`${name}: another one beside it is another one, and is gone when stopped`, async () => {
    await put(client, 'b', 'one')
    const before = children()
    const other = await startRadosgw()
    assert.equal(children().length, before.length + 3)
    const there = s3Client(other)
    assert.equal(await get(there, 'b'), '404 NoSuchBucket')
    there.destroy()
    await other.stop()
    assert.deepEqual(children(), before)
    assert.equal(await get(client, 'b'), 'one')
  })
}

for (const [name, { server }] of subjects) {
  test(`${name}: one that was killed is away`, async () => {
    await server.kill()
    // without the connections of before, whose end may be told in other words
    const client = s3Client(server)
    await assert.rejects(get(client, 'a'), { code: 'ECONNREFUSED' })
    client.destroy()
  })
}

test('no process of a killed one is left', () => {
  assert.deepEqual(children(), [])
})
