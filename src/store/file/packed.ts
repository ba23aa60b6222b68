// A packed file: the lines of an idle stream, compressed, still readable by `zstd -dc` and by place.
//
//   zstd frame (whole lines, about 1 MiB) │ zstd frame │ … │ skippable frame: index as JSON, compressed │ its size, magic
//
// Promises: made beside the old files and renamed; what is there is whole.
// Format: RFC 8878, frames 3.1.1 and skippable frames 3.1.2.
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Disk, DiskFile } from './disk.ts'

const compress = promisify(zlib.zstdCompress)
const decompress = promisify(zlib.zstdDecompress)

/** `length` compressed bytes at `offset` of the file hold `size` bytes, the stream's bytes from `start` on, `lines` lines. */
export type Block = { offset: number; length: number; start: number; size: number; lines: number }
export type PackedIndex = { birth: string; floor: number; end: number; blocks: Block[]; keys: Float64Array }

const blockBytes = 1 << 20
const skippable = 0x184d2a50
const tailMagic = 0x53504f50
// an idle stream is packed once and read often: a few times the work of the default for a tenth less
const level = 6

const unpackBlock = (bytes: Buffer): Promise<Buffer> => decompress(bytes)

export const readBlock = async (file: DiskFile, block: Block): Promise<Buffer> => {
  const bytes = Buffer.alloc(block.length)
  await file.read(bytes, block.offset)
  return unpackBlock(bytes)
}

/** Undefined when the file is not there. Throws when it is not a whole packed file. */
export const openPacked = async (
  disk: Disk,
  path: string,
): Promise<{ file: DiskFile; index: PackedIndex } | undefined> => {
  const file = disk.open(path, 'read')
  if (!file) return undefined
  try {
    const size = file.size()
    const tail = Buffer.alloc(8)
    await file.read(tail, Math.max(0, size - 8))
    if (tail.readUInt32LE(4) !== tailMagic) throw new Error(`${path} has no index at its end`)
    const packed = Buffer.alloc(tail.readUInt32LE(0))
    await file.read(packed, size - 8 - packed.length)
    return { file, index: decodeIndex(await unpackBlock(packed)) }
  } catch (error) {
    file.close()
    throw error
  }
}

/** Writes a packed file: the blocks of `old` as they are, then `lines` (chunks of whole lines) as new ones. */
export const writePacked = async (
  target: DiskFile,
  old: { file: DiskFile; index: PackedIndex } | undefined,
  head: Pick<PackedIndex, 'birth' | 'floor' | 'keys'>,
  start: number,
  lines: AsyncIterable<Buffer>,
): Promise<PackedIndex> => {
  const blocks: Block[] = []
  let at = 0
  const put = (bytes: Buffer, block: Omit<Block, 'offset' | 'length'>) => {
    target.write(bytes, at)
    blocks.push({ ...block, offset: at, length: bytes.length })
    at += bytes.length
  }
  for (const block of old?.index.blocks ?? []) {
    const bytes = Buffer.alloc(block.length)
    await old!.file.read(bytes, block.offset)
    put(bytes, block)
  }
  let end = start
  for await (const chunk of lines) {
    const bytes = await compress(chunk, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } })
    put(bytes, { start: end, size: chunk.length, lines: countLines(chunk) })
    end += chunk.length
  }
  const index = { ...head, end, blocks }
  const body = await compress(encodeIndex(index))
  const frame = Buffer.alloc(8)
  frame.writeUInt32LE(skippable, 0)
  frame.writeUInt32LE(body.length + 8, 4)
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(body.length, 0)
  tail.writeUInt32LE(tailMagic, 4)
  target.write(Buffer.concat([frame, body, tail]), at)
  return index
}

/** Regroups chunks of a file into blocks of whole lines. */
export async function* inBlocks(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let waiting: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    waiting.push(chunk)
    size += chunk.length
    if (size < blockBytes) continue
    const all = Buffer.concat(waiting)
    const cut = all.lastIndexOf(0x0a) + 1
    if (cut > 0) yield all.subarray(0, cut)
    waiting = [all.subarray(cut)]
    size = all.length - cut
  }
  if (size > 0) yield Buffer.concat(waiting)
}

const encodeIndex = ({ keys, ...rest }: PackedIndex) =>
  Buffer.from(
    JSON.stringify({ ...rest, keys: Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength).toString('base64') }),
  )

const decodeIndex = (bytes: Buffer): PackedIndex => {
  const index = JSON.parse(bytes.toString()) as Omit<PackedIndex, 'keys'> & { keys: string }
  const keys = Uint8Array.from(Buffer.from(index.keys, 'base64'))
  return { ...index, keys: new Float64Array(keys.buffer) }
}

export const countLines = (bytes: Buffer): number => {
  let count = 0
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count++
  return count
}
