// Bucket: a bucket of a real S3 server: our stores in it, and the SDK as one would use it by hand.
// Promises: every store and every client has connections of its own, as writers in processes of their own do.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { createFaults } from '../src/lib/faults.ts'
import { openS3Store, type S3Store, s3Limits } from '../src/store/s3/index.ts'
import type { S3Server } from '../test/servers/s3.ts'

export type Bucket = {
  name: string
  url: string
  /** Of the process that answers. */
  pid: number
  /** Which server, and its version. */
  text: string
  /** `url`: another way there. */
  store(mode: 'service' | 'writer', url?: string): Promise<S3Store>
  client(): S3Client
}

/** `debian`: the package whose version counts. */
export const openBucket = async (server: S3Server, debian: string): Promise<Bucket> => {
  const { url, region, credentials, pid } = server
  const client = () => new S3Client({ endpoint: url, region, credentials, forcePathStyle: true })
  const name = 'bench'
  const maker = client()
  await maker.send(new CreateBucketCommand({ Bucket: name }))
  maker.destroy()
  return {
    name,
    url,
    pid,
    text: versionOf(pid, debian),
    store: (mode, endpoint = url) =>
      openS3Store({
        ...{ bucket: name, region, endpoint, credentials, mode },
        ...{ prefix: '', defaultRepo: undefined, limits: s3Limits, faults: createFaults(console.log), now: Date.now },
      }),
    client,
  }
}

/** Out of the changelog in the tree that the process was started from. */
const versionOf = (pid: number, debian: string): string => {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
  for (const [, tree] of environment.matchAll(/[=:](\/[^:\0]*?)\/usr\/(?:s?bin|lib)\b/g)) {
    const log = join(tree!, 'usr/share/doc', debian, 'changelog.Debian.gz')
    if (existsSync(log)) return `${debian} ${/\((.+?)\)/.exec(gunzipSync(readFileSync(log)).toString())![1]}`
  }
  return `${debian} of unknown version`
}
