// Rewrite: a stream's files replaced by others: packed, cut, removed.
// Promises: the new file is whole and lasting before an old one goes; a crash in between is finished at the next opening.
// Leaves to others: the caller has settled the journal, keeps everybody away, and lets go of the stream afterwards.
import type { DiskFile } from './disk.ts'
import { maxTagBytes, originTag, readTags } from './frame.ts'
import type { Place } from './layout.ts'
import { inBlocks, writePacked } from './packed.ts'
import { bytesAt, type Parts } from './parts.ts'
import { swapPlain } from './plain.ts'
import { pathsOf, type Shelf } from './shelf.ts'

const stepBytes = 1 << 20

/** Compresses what is in the raw file, behind what is packed already. */
export const packParts = async (shelf: Shelf, place: Place, parts: Parts): Promise<void> => {
  const { raw, packed, birth, floor, base, end, keys } = parts
  if (!raw) return
  const paths = pathsOf(shelf, place)
  const { mtimeMs } = shelf.disk.stat(paths.raw)!
  await writeTemporary(shelf, paths.packedTemporary, async (target) => {
    const chunks = chunksOf(shelf, place, parts, base, end)
    await writePacked(target, place.packing, packed, { birth, floor, keys: keys.entries() }, base, inBlocks(chunks))
  })
  // the age of a stream is that of its last append, not of its packing
  shelf.disk.setTime(paths.packedTemporary, mtimeMs)
  if (place.isPlain) return swapPlain(shelf, place, end)
  shelf.disk.rename(paths.packedTemporary, paths.packed)
  await shelf.names.lasting(paths.packed, 'rewritten-named')
  shelf.disk.remove(paths.raw)
}

/** Forgets what is before `floor`: the rest becomes a raw file whose first line says where it stands. */
export const cutParts = async (shelf: Shelf, place: Place, parts: Parts, floor: number): Promise<void> => {
  const { birth, end } = parts
  const paths = pathsOf(shelf, place)
  const first = readTags(await bytesAt(shelf, place, parts, floor, Math.min(end, floor + maxTagBytes)), 0)
  // behind a packed part the first line has an origin already
  const rest = floor + 1 + (first.origin ? originTag(first.origin).length : 0)
  const tagBytes = originTag({ birth, base: 0, floor }).length
  const head = Buffer.from(`{${originTag({ birth, base: rest - 1 - tagBytes, floor })}`)
  await writeTemporary(shelf, paths.rawTemporary, async (target) => {
    target.write(head, 0)
    let at = head.length
    for await (const chunk of chunksOf(shelf, place, parts, rest, end)) {
      target.write(chunk, at)
      at += chunk.length
    }
  })
  shelf.disk.rename(paths.rawTemporary, paths.raw)
  await shelf.names.lasting(paths.raw, 'rewritten-named')
  // were it back after a power cut, the later floor of the raw file would tell that it is old
  shelf.disk.remove(paths.packed)
}

export const removeParts = async (shelf: Shelf, place: Place, parts: Parts): Promise<void> => {
  const { names } = shelf
  const { raw, packed, closed } = pathsOf(shelf, place)
  const isThere = [packed, raw].some((path) => shelf.disk.stat(path))
  for (const path of [packed, raw, closed]) shelf.disk.remove(path)
  if (!place.isPlain) return names.lasting(raw, 'removed')
  if (isThere) await names.emptied(raw, 'removed')
  if (parts.isClosed) await names.lasting(closed, 'removed')
}

const writeTemporary = async ({ disk }: Shelf, temporary: string, write: (target: DiskFile) => Promise<void>) => {
  disk.remove(temporary)
  const target = disk.open(temporary, 'write')!
  try {
    await write(target)
    await target.sync('rewritten')
  } finally {
    target.close()
  }
}

async function* chunksOf(shelf: Shelf, place: Place, parts: Parts, from: number, to: number): AsyncIterable<Buffer> {
  for (let at = from; at < to; ) {
    const bytes = await bytesAt(shelf, place, parts, at, Math.min(to, at + stepBytes))
    if (bytes.length === 0) throw new Error(`${place.name} ends at ${at}, not at ${to}`)
    yield bytes
    at += bytes.length
  }
}
