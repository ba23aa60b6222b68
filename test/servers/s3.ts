// S3: what all object servers of the tests have in common, and how to tell which of S3's conditions one keeps.
// Promises: conditions() makes a bucket of its own and leaves none behind; nothing is retried, so a status is the server's first word.
import { randomUUID } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** Where an S3 service is and who may enter: buckets are addressed by path. */
export type S3Place = {
  url: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
}

/** One that runs for a test, with no buckets but those that the test makes. */
export type S3Server = S3Place & {
  readonly pid: number
  stop(): Promise<void>
  /** SIGKILL: away from one moment to the next. */
  kill(): Promise<void>
}

export const s3Client = ({ url, region, credentials }: S3Place): S3Client =>
  new S3Client({ endpoint: url, region, credentials, forcePathStyle: true, maxAttempts: 1 })

/** The place as a process is told about it, in the names that every AWS SDK reads. */
export const s3Environment = ({ url, region, credentials }: S3Place): Record<string, string> => ({
  AWS_ENDPOINT_URL_S3: url,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
})

/** The status of a conditional PUT: If-Match with the ETag an object has, one it had, and any where there is none; If-None-Match: * where
 *  there is one, and where there is none. AWS answers 200, 412, 404, 412, 200 (Amazon S3 User Guide, "conditional writes"). */
export type Conditions = { current: number; stale: number; missing: number; existing: number; fresh: number }

export const conditionsOf = async (place: S3Place): Promise<Conditions> => {
  const client = s3Client(place)
  const Bucket = `conditions-${randomUUID()}`
  const put = (Key: string, conditions: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: randomUUID(), ...conditions }))
  const status = async (...args: Parameters<typeof put>): Promise<number> => {
    try {
      return (await put(...args)).$metadata.httpStatusCode ?? 0
    } catch (error) {
      if (error instanceof S3ServiceException) return error.$metadata.httpStatusCode ?? 0
      throw error
    }
  }
  await client.send(new CreateBucketCommand({ Bucket }))
  const { ETag: first } = await put('a')
  const { ETag: second } = await put('a')
  const conditions = {
    current: await status('a', { IfMatch: second }),
    stale: await status('a', { IfMatch: first }),
    missing: await status('b', { IfMatch: first }),
    existing: await status('a', { IfNoneMatch: '*' }),
    fresh: await status('c', { IfNoneMatch: '*' }),
  }
  for (const Key of ['a', 'b', 'c']) await client.send(new DeleteObjectCommand({ Bucket, Key }))
  await client.send(new DeleteBucketCommand({ Bucket }))
  client.destroy()
  return conditions
}
