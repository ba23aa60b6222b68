// What the tests of the S3 driver have in common: a bucket, and drivers over a prefix of their own in it.
import { randomUUID } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { createFaults } from '../../src/lib/faults.ts'
import { openS3Store, type S3Store, type S3StoreOptions, s3Limits } from '../../src/store/s3/index.ts'
import { type S3Place, s3Client } from '../servers/s3.ts'
import type { Subject } from '../store-subject.ts'

export type Bucket = S3Place & { bucket: string }

export const startBucket = async (place: S3Place): Promise<Bucket> => {
  const bucket = `spoor-${randomUUID()}`
  const client = s3Client(place)
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return { ...place, bucket }
}

export type Given = Omit<Partial<S3StoreOptions>, 'limits'> & { limits?: Partial<S3StoreOptions['limits']> }

/** A prefix that nobody else has, so that the driver finds the bucket empty; patience for a test. */
export const s3Options = ({ url, bucket, region, credentials }: Bucket, given: Given = {}) =>
  ({
    bucket,
    region,
    credentials,
    endpoint: url,
    prefix: randomUUID(),
    defaultRepo: 'octo/repo',
    mode: 'service',
    faults: createFaults(() => {}),
    now: Date.now,
    ...given,
    limits: { ...s3Limits, baseMs: 5, maxDelayMs: 50, maxParts: 2, foldEveryMs: 0, ...given.limits },
  }) satisfies S3StoreOptions

/** `shake` rolls and folds, at once more than two parts lie loose. */
export const s3Subject = async (bucket: Bucket): Promise<Subject> => {
  const options = s3Options(bucket)
  let store = await openS3Store(options)
  return {
    store,
    async reopen() {
      await store.end()
      store = await openS3Store(options)
      return store
    },
    shake: (shaken) => (shaken as S3Store).tidy(),
    end: () => store.end(),
  }
}
