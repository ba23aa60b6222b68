// A packed file: the lines of an idle stream, compressed, still readable by `zstd -dc` or `zcat`, and by place.
//
//   block (whole lines, about 1 MiB) │ block │ … │ index as JSON, compressed, where tools do not see it
//
// Promises: made beside the old files and renamed; what is there is whole.
// Leaves to others: how a block is compressed and the index hidden (codec.ts).
import { type Codec, codecs, type Packing } from './codec.ts'
import type { Disk, DiskFile } from './disk.ts'

/** `length` compressed bytes at `offset` of the file hold `size` bytes, the stream's bytes from `start` on, `lines` lines. */
export type Block = { offset: number; length: number; start: number; size: number; lines: number }
export type PackedIndex = { birth: string; floor: number; end: number; blocks: Block[]; keys: Float64Array }
export type Packed = { file: DiskFile; codec: Codec; index: PackedIndex }

const blockBytes = 1 << 20

export const readBlock = async ({ file, codec }: Packed, block: Block): Promise<Buffer> => {
  const bytes = Buffer.alloc(block.length)
  await file.read(bytes, block.offset)
  return codec.decompress(bytes)
}

/** Undefined when the file is not there. Throws when it is not a whole packed file. */
export const openPacked = async (disk: Disk, path: string, packing: Packing): Promise<Packed | undefined> => {
  const file = disk.open(path, 'read')
  if (!file) return undefined
  try {
    const codec = codecs[packing]
    const tailAt = file.size() - codec.tailBytes
    const tail = Buffer.alloc(codec.tailBytes)
    await file.read(tail, Math.max(0, tailAt))
    const hidden = Buffer.alloc(codec.beforeTail(tail) ?? 0)
    if (hidden.length === 0 || hidden.length > tailAt) throw new Error(`${path} has no index at its end`)
    await file.read(hidden, tailAt - hidden.length)
    return { file, codec, index: decodeIndex(await codec.decompress(codec.reveal(hidden))) }
  } catch (error) {
    file.close()
    throw error
  }
}

/** Writes a packed file: the blocks of `old` as they are, then `lines` (chunks of whole lines) as new ones. */
export const writePacked = async (
  target: DiskFile,
  packing: Packing,
  old: Packed | undefined,
  head: Pick<PackedIndex, 'birth' | 'floor' | 'keys'>,
  start: number,
  lines: AsyncIterable<Buffer>,
): Promise<PackedIndex> => {
  const { compress, hide } = codecs[packing]
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
    const bytes = await compress(chunk)
    put(bytes, { start: end, size: chunk.length, lines: countLines(chunk) })
    end += chunk.length
  }
  const index = { ...head, end, blocks }
  target.write(hide(await compress(encodeIndex(index))), at)
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
