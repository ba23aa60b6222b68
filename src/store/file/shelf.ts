// Shelf: what every stream of a store shares, and where the files of one lie on it.
import { join } from 'node:path'
import type { BlockCache } from './blocks.ts'
import type { Disk } from './disk.ts'
import type { Names } from './lasting.ts'
import { type Place, packingOf, temporaryOf } from './layout.ts'

/** `note` counts a fault. */
export type Shelf = {
  disk: Disk
  root: string
  names: Names
  blocks: BlockCache
  maxKeys: number
  note: (fault: string, detail: unknown) => void
}

export const pathsOf = ({ root }: Shelf, { raw, packed, closed }: Place) => ({
  raw: join(root, raw),
  rawTemporary: join(root, temporaryOf(raw)),
  packed: join(root, packed),
  packedTemporary: join(root, temporaryOf(packed)),
  packing: join(root, packingOf(raw)),
  closed: join(root, closed),
})

/** Keeps bytes that have no place in their file, from `position` of it on. Returns where. */
export const keepAside = async (
  { disk, root, names }: Shelf,
  file: string,
  position: number,
  bytes: Buffer,
): Promise<string> => {
  const path = join(root, 'aside', `${file.replaceAll('/', '~')}.${position}`)
  const aside = disk.open(path, 'write')!
  try {
    aside.write(bytes, 0)
    await aside.sync('aside')
  } finally {
    aside.close()
  }
  await names.lasting(path, 'aside')
  return path
}
