// Codec: how the blocks of a packed file are compressed, and where its index hides from tools that only want the lines.
//
//   zstd   frame │ frame │ … │ skippable frame: index │ its size, magic
//   gzip   member │ member │ … │ empty members, the index in their extra fields │ an empty member that says how long they are
//
// Promises: `zstd -dc` and `zcat` give the lines and nothing else.
// Formats: RFC 8878, frames 3.1.1 and skippable frames 3.1.2; RFC 1952, members 2.2 and extra fields 2.3.1.1.
import { promisify } from 'node:util'
import zlib from 'node:zlib'

export type Codec = {
  compress(bytes: Buffer): Promise<Buffer>
  decompress(bytes: Buffer): Promise<Buffer>
  /** `body` in something that decompressors pass over, to stand at the end of a file. */
  hide(body: Buffer): Buffer
  /** The size of the last piece of what `hide` made. */
  tailBytes: number
  /** How much of it stands in front of that piece; undefined when it is none of ours. */
  beforeTail(tail: Buffer): number | undefined
  /** The body in what stands there. */
  reveal(hidden: Buffer): Buffer
}

export type Packing = 'zstd' | 'gzip'

const magic = 0x53504f50

// an idle stream is packed once and read often: a few times the work of the default for a tenth less
const params = { [zlib.constants.ZSTD_c_compressionLevel]: 6 }
const zstdCompress = promisify(zlib.zstdCompress)
const skippable = 0x184d2a50

const zstd: Codec = {
  compress: (bytes) => zstdCompress(bytes, { params }),
  decompress: promisify(zlib.zstdDecompress),
  hide(body) {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(skippable, 0)
    head.writeUInt32LE(body.length + 8, 4)
    const tail = Buffer.alloc(8)
    tail.writeUInt32LE(body.length, 0)
    tail.writeUInt32LE(magic, 4)
    return Buffer.concat([head, body, tail])
  },
  tailBytes: 8,
  beforeTail: (tail) => (tail.readUInt32LE(4) === magic ? tail.readUInt32LE(0) + 8 : undefined),
  reveal: (hidden) => hidden.subarray(8),
}

/** An empty member: ID1, ID2, deflate, FEXTRA, no time, no flags, unknown system │ XLEN, SI1, SI2, LEN, data │ no block, CRC32, ISIZE. */
const emptyMember = (data: Buffer): Buffer => {
  const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 0, 0, 0x53, 0x50, 0, 0])
  head.writeUInt16LE(data.length + 4, 10)
  head.writeUInt16LE(data.length, 14)
  return Buffer.concat([head, data, Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0])])
}
const [headBytes, endBytes] = [16, 10]
const maxDataBytes = 65_531 // XLEN has 16 bits, and counts four more

const gzip: Codec = {
  compress: promisify<Buffer, Buffer>(zlib.gzip),
  decompress: promisify<Buffer, Buffer>(zlib.gunzip),
  hide(body) {
    const members: Buffer[] = []
    for (let at = 0; at < body.length; at += maxDataBytes)
      members.push(emptyMember(body.subarray(at, at + maxDataBytes)))
    const tail = Buffer.alloc(8)
    tail.writeUInt32LE(
      members.reduce((sum, { length }) => sum + length, 0),
      0,
    )
    tail.writeUInt32LE(magic, 4)
    return Buffer.concat([...members, emptyMember(tail)])
  },
  tailBytes: headBytes + 8 + endBytes,
  beforeTail: (tail) => (tail.readUInt32LE(headBytes + 4) === magic ? tail.readUInt32LE(headBytes) : undefined),
  reveal(hidden) {
    const parts: Buffer[] = []
    for (let at = 0; at < hidden.length; ) {
      const end = at + headBytes + hidden.readUInt16LE(at + headBytes - 2)
      parts.push(hidden.subarray(at + headBytes, end))
      at = end + endBytes
    }
    return Buffer.concat(parts)
  },
}

export const codecs: Record<Packing, Codec> = { zstd, gzip }
