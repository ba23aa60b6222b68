// A task in a bucket, as people find it there: five objects with the names and the content that its files have in a folder.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { isCode } from '../src/errors.ts'
import { openS3Store } from '../src/store/s3/index.ts'
import { s3Options, startBucket } from './s3/subject.ts'
import { s3Client } from './servers/s3.ts'
import { serverFor } from './servers/servers.ts'
import { batch, line } from './store-subject.ts'
import { documented, fill, flow, metadata } from './task-subject.ts'

const server = await serverFor('moto')
after(() => server?.stop())

if (server) {
  const bucket = await startBucket(server)
  const client = s3Client(bucket)
  after(() => client.destroy())
  const options = s3Options(bucket)
  const folder = `${options.prefix}/tasks/task-1/`
  const names = async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket.bucket, Prefix: folder }))
    return Contents.map(({ Key = '' }) => Key.slice(folder.length)).filter((name) => !name.includes('/'))
  }
  const text = async (name: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket.bucket, Key: folder + name }))
    return Body!.transformToString()
  }

  test('the five are there after tidying, and gone when the task goes', async () => {
    const store = await openS3Store(options)
    await fill(store)
    await store.append(flow, batch('task_created'))
    await store.tidy()
    assert.deepEqual((await names()).sort(), documented)
    assert.equal(await text('metadata.json'), '{"part":"metadata"}\n')
    assert.equal(
      await text('02-webhook-flow.jsonl'),
      ['received', 'validation', 'task_created'].map((t) => `${line(t)}\n`).join(''),
    )
    for (const part of ['metadata', 'input', 'final-result']) {
      const key = `task/task-1/${part}`
      const { version } = (await store.getNote(key))!
      await store.putNote(key, undefined, version)
    }
    for (const stream of ['webhook-flow', 'agent-output']) await store.drop(`task/task-1/${stream}`)
    assert.deepEqual(await names(), [])
    assert.deepEqual(await Array.fromAsync(store.notes('task/')), [])
    await store.end()
  })

  test('a note of a task that others changed meanwhile is not written over', async () => {
    const [one, other] = [await openS3Store(options), await openS3Store(options)]
    const { version } = await one.putNote(metadata, { status: 'running' }, undefined)
    await other.putNote(metadata, { status: 'completed' }, version)
    await assert.rejects(one.putNote(metadata, { status: 'failed' }, version), (error) =>
      isCode(error, 'STORE_CONFLICT'),
    )
    assert.deepEqual((await one.getNote(metadata))?.value, { status: 'completed' })
    await Promise.all([one.end(), other.end()])
  })
}
