// Gzip by the web's own streams, which every runtime of ours has.
import type { Batch } from './batch.ts'

/** Compresses `batch` in place when it has at least `minBytes`; only before its first try, since its bytes are fixed then. */
export const compress = async (batch: Batch, minBytes: number): Promise<void> => {
  if (batch.isGzip || batch.body.length < minBytes) return
  batch.body = await gzip(batch.body)
  batch.isGzip = true
}

const gzip = (bytes: Uint8Array<ArrayBuffer>) => through(bytes, new CompressionStream('gzip'))

export const gunzip = (bytes: Uint8Array<ArrayBuffer>) => through(bytes, new DecompressionStream('gzip'))

const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> => {
  const stream = new Blob([bytes]).stream().pipeThrough<Uint8Array>(transform)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
