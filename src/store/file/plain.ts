// Plain: how a stream is packed whose raw file does not say which of its lines are packed already: a third file says it, until the raw
// one is gone.
//
//   packed file, beside its place ─▶ `packing`: where it ends ─▶ packed file, in its place ─▶ raw file gone ─▶ `packing` gone
//
// Promises: each step is lasting before the next, and whoever opens the stream after a crash goes on from there.
import type { Disk } from './disk.ts'
import type { Place } from './layout.ts'
import { openPacked } from './packed.ts'
import { pathsOf, type Shelf } from './shelf.ts'

/** Puts the packed file, which is whole beside its place, in the place of the raw one; `end` is the stream's. */
export const swapPlain = async (shelf: Shelf, place: Place, end: number) => {
  const { packed, packedTemporary, packing } = pathsOf(shelf, place)
  const told = shelf.disk.open(packing, 'write')!
  try {
    told.truncate(0)
    told.write(Buffer.from(`${end}\n`), 0)
    await told.sync('packing-told')
  } finally {
    told.close()
  }
  await shelf.names.lasting(packing, 'packing-named')
  shelf.disk.rename(packedTemporary, packed)
  await finishPlain(shelf, place)
}

/** If the packed file ends where it was to end, what is in the raw one is in it; if it does not, nothing was packed. */
export const finishPlain = async (shelf: Shelf, place: Place): Promise<void> => {
  const { disk, names } = shelf
  const { raw, packed, packing } = pathsOf(shelf, place)
  const end = await endTold(disk, packing)
  if (end === undefined) return
  const made = await openPacked(disk, packed, place.packing)
  made?.file.close()
  if (made?.index.end === end) {
    await names.lasting(packed, 'packed-named')
    disk.remove(raw)
    await names.lasting(raw, 'packed-only')
  }
  disk.remove(packing)
  // were it back after a power cut, what is appended from now on would go with it
  await names.lasting(packing, 'packing-over')
}

// 0 where it was not written yet: nothing packed ends there
const endTold = async (disk: Disk, path: string): Promise<number | undefined> => {
  const file = disk.open(path, 'read')
  if (!file) return undefined
  try {
    const bytes = Buffer.alloc(32)
    return Number.parseInt(bytes.toString('latin1', 0, await file.read(bytes, 0)), 10) || 0
  } finally {
    file.close()
  }
}
