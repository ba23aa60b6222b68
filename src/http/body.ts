// Body: the bytes of a request, decompressed, within bounds.
// Promises: 413 beyond `maxBytes` after decompression, however small it came in; 429 while too many bytes are in flight; a bomb
// is stopped at the bound, not after it.
import type { IncomingMessage } from 'node:http'
import { Readable, type Transform } from 'node:stream'
import zlib from 'node:zlib'
import { fail } from '../errors.ts'

/** Bytes of bodies being taken in, over all requests. */
export type InFlight = { take(bytes: number): void; give(bytes: number): void; readonly bytes: number }

export const inFlight = (maxBytes: number): InFlight => {
  let bytes = 0
  return {
    take(count) {
      // one body alone may always come in, up to its own bound
      if (bytes > 0 && bytes + count > maxBytes) throw fail('OVERLOADED')
      bytes += count
    },
    give(count) {
      bytes -= count
    },
    get bytes() {
      return bytes
    },
  }
}

// undefined where this Node has none: zstd on Node 20, where a serverless function may run
const decoders = new Map<string, (() => Transform) | undefined>([
  ['gzip', zlib.createGunzip],
  ['x-gzip', zlib.createGunzip],
  ['deflate', zlib.createInflate],
  ['zstd', zlib.createZstdDecompress],
])

/** Hands the whole body to `use`; its bytes count as in flight until `use` is through.
 *  Errors: BODY_TOO_LARGE, OVERLOADED, ENCODING_UNSUPPORTED, BODY_INVALID (not what its encoding says). */
export const withBody = async <T>(
  source: IncomingMessage | ReadableStream<Uint8Array> | null,
  encoding: string | undefined,
  limits: { maxBytes: number; flight: InFlight },
  use: (body: Buffer) => Promise<T>,
): Promise<T> => {
  let size = 0
  try {
    const parts: Uint8Array[] = []
    const add = (part: Uint8Array) => {
      if (size + part.length > limits.maxBytes) throw fail('BODY_TOO_LARGE', { limit: limits.maxBytes })
      limits.flight.take(part.length)
      size += part.length
      parts.push(part)
    }
    const bytes = decoded(source, encoding)
    if (bytes instanceof Readable) await eachPart(bytes, add)
    else for await (const part of bytes) add(part)
    const body = parts.length === 1 ? Buffer.from(parts[0]!.buffer, parts[0]!.byteOffset, size) : Buffer.concat(parts)
    // or every body would be held twice until it is durable
    parts.length = 0
    return await use(body)
  } catch (error) {
    // the sender went away in the middle: nobody reads the answer, and it is no fault of ours
    if (isCutOff(error)) throw fail('BODY_INVALID', { reason: 'it ended too early' }, error)
    throw error
  } finally {
    limits.flight.give(size)
  }
}

// a third of the cost of `for await`, which counts where a body is one small line
const eachPart = (readable: Readable, add: (part: Uint8Array) => void) =>
  new Promise<void>((resolve, reject) => {
    const stop = (error: unknown) => {
      readable.off('data', take)
      // the rest is read and thrown away, so that the answer can be heard
      readable.resume()
      reject(error)
    }
    const take = (part: Uint8Array) => {
      try {
        add(part)
      } catch (error) {
        stop(error)
      }
    }
    readable.on('data', take)
    readable.once('end', resolve)
    readable.once('error', stop)
    readable.once('close', () => {
      if (!readable.readableEnded) reject(cutOff())
    })
  })

const cutOff = () => Object.assign(new Error('closed'), { code: 'ECONNABORTED' })

const isCutOff = (error: unknown) =>
  ['ECONNRESET', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )

const decoded = (
  source: IncomingMessage | ReadableStream<Uint8Array> | null,
  encoding = 'identity',
): AsyncIterable<Uint8Array> => {
  if (source === null) return Readable.from([])
  const name = encoding.trim().toLowerCase()
  if (name === 'identity' || name === '') return source as AsyncIterable<Uint8Array>
  const decoder = decoders.get(name)
  if (!decoder) throw fail('ENCODING_UNSUPPORTED', { encoding })
  const readable = source instanceof Readable ? source : Readable.from(source as AsyncIterable<Uint8Array>)
  return named(name === 'deflate' ? inflated(readable) : through(readable, decoder()), name)
}

// not a pipeline, which would end the request with the decoder: nobody could read the rest of it, and a sender who is still writing
// would never hear the answer
const through = (readable: Readable, decoder: Transform): AsyncIterable<Uint8Array> => {
  readable.once('error', (error) => decoder.destroy(error))
  readable.once('close', () => {
    if (!readable.readableEnded) decoder.destroy(cutOff())
  })
  return readable.pipe(decoder)
}

// RFC 9110 §8.4.1.2: some send it without the zlib frame around it, whose first byte ends in 8
async function* inflated(readable: Readable): AsyncIterable<Uint8Array> {
  let isFramed = true
  for await (const first of readable.iterator({ destroyOnReturn: false })) {
    isFramed = (first[0] & 0x0f) === 8
    readable.unshift(first)
    break
  }
  yield* through(readable, isFramed ? zlib.createInflate() : zlib.createInflateRaw())
}

// what zlib throws says nothing to a sender
async function* named(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code?.startsWith('Z_') ||
      (error as NodeJS.ErrnoException).code?.startsWith('ZSTD_')
    ) {
      throw fail('BODY_INVALID', { reason: `it is not ${encoding}, or it ends too early` }, error)
    }
    throw error
  }
}
