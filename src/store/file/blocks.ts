// Blocks: the packed blocks read last, unpacked, for all streams of a store together.
import { type Block, type Packed, readBlock } from './packed.ts'

export type BlockCache = (path: string, packed: Packed, block: Block) => Promise<Buffer>

/** Keeps at most `max` blocks of about 1 MiB, the least recently used goes first. */
export const blockCache = (max: number): BlockCache => {
  const kept = new Map<string, Promise<Buffer>>()
  return (path, packed, block) => {
    // the length too: a path may be packed anew with other blocks
    const key = `${path}:${block.offset}:${block.length}`
    const bytes = kept.get(key) ?? readBlock(packed, block)
    kept.delete(key)
    kept.set(key, bytes)
    bytes.catch(() => kept.delete(key))
    if (kept.size > max) kept.delete(kept.keys().next().value!)
    return bytes
  }
}
