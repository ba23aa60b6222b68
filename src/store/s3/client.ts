// Client: the few words of S3 that this driver speaks.
// Promises: each is tried as attempt.ts says and then either done, an S3Failure that its caller must understand (412, 404, 501), or
// STORE_UNAVAILABLE. An S3 that is away is a fault until it answers again.
// Leaves to others: which conditions a server keeps (probe.ts).
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { fail } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import { attempt, type Patience } from './attempt.ts'
import { isKind, S3Failure } from './failure.ts'

export type S3Address = {
  bucket: string
  /** Unless said, the SDK looks where it always looks; a server of one's own has none. */
  region?: string
  /** Any other than Amazon's; keys then follow the bucket in the path. */
  endpoint?: string
  /** Without them the SDK looks where it always looks. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
}

/** `requestMs`: one try of one request. */
export type ClientLimits = Patience & { requestMs: number; sockets: number }

/** `*`: only when the key is free; `{ etag }`: only over exactly this. */
export type Condition = '*' | { etag: string }

/** ETags are without quotes everywhere but on the wire. */
export type Listed = { key: string; etag: string; size: number; modifiedMs: number }

export interface Words {
  /** Resolves to the ETag. Throws S3Failure: precondition, missing, unsupported. */
  put(key: string, bytes: Buffer, condition?: Condition): Promise<string>
  get(key: string): Promise<{ bytes: Buffer; etag: string } | undefined>
  remove(key: string): Promise<void>
  /** In the order of keys, a page at a time. */
  list(prefix: string): AsyncIterable<Listed>
  end(): void
}

export const s3Words = (address: S3Address, limits: ClientLimits, faults: Faults): Words => {
  const { bucket: Bucket } = address
  const client = createClient(address, limits)

  const ask = async <T>(action: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> => {
    try {
      const answer = await attempt(limits, Bucket, () => action({ abortSignal: AbortSignal.timeout(limits.requestMs) }))
      faults.mended(awayFault)
      return answer
    } catch (error) {
      if (isKind(error, 'precondition', 'missing', 'unsupported')) throw error
      const reason = error instanceof S3Failure ? error.message : 'S3 failed'
      faults.note(awayFault, reason)
      throw fail('STORE_UNAVAILABLE', { reason }, error)
    }
  }

  return {
    async put(Key, Body, condition) {
      const If = condition === '*' ? { IfNoneMatch: '*' } : { IfMatch: condition?.etag }
      const { ETag } = await ask((options) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...If }), options))
      return bare(ETag)
    },
    async get(Key) {
      try {
        return await ask(async (options) => {
          const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }), options)
          return { bytes: Buffer.from(await Body!.transformToByteArray()), etag: bare(ETag) }
        })
      } catch (error) {
        if (isKind(error, 'missing')) return undefined
        throw error
      }
    },
    async remove(Key) {
      await ask((options) => client.send(new DeleteObjectCommand({ Bucket, Key }), options))
    },
    async *list(Prefix) {
      for (let ContinuationToken: string | undefined; ; ) {
        const query = new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken })
        const page = await ask((options) => client.send(query, options))
        for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
          yield { key: Key!, etag: bare(ETag), size: Size ?? 0, modifiedMs: LastModified?.getTime() ?? 0 }
        }
        if (!page.IsTruncated) return
        ContinuationToken = page.NextContinuationToken
      }
    },
    end: () => client.destroy(),
  }
}

export const awayFault = 's3 away'

const bare = (etag: string | undefined) => (etag ?? '').replaceAll('"', '')

const createClient = ({ region, endpoint, credentials }: S3Address, limits: ClientLimits): S3Client => {
  const client = new S3Client({
    region,
    endpoint,
    credentials,
    forcePathStyle: endpoint !== undefined,
    maxAttempts: 1, // attempt.ts does it, once
    // the body's hash is signed; other servers than Amazon's differ in more than that
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: limits.requestMs,
      socketTimeout: limits.requestMs,
      // a burst waits for a socket, which is no reason to warn on the console
      socketAcquisitionWarningTimeout: 2 ** 30,
      httpAgent: { keepAlive: true, maxSockets: limits.sockets },
      httpsAgent: { keepAlive: true, maxSockets: limits.sockets },
    },
  })
  client.middlewareStack.addRelativeTo(fewerHeaders, {
    name: 'fewerHeaders',
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
  })
  return client
}

// those that only tell about the SDK are a fifth of a small append
const fewerHeaders =
  <Args extends { request?: unknown }, Answer>(next: (args: Args) => Answer) =>
  (args: Args): Answer => {
    const { headers } = args.request as { headers: Record<string, string> }
    for (const name of ['x-amz-user-agent', 'amz-sdk-invocation-id', 'amz-sdk-request']) delete headers[name]
    headers['user-agent'] = 'spoor'
    return next(args)
  }
