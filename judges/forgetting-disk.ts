// A disk in memory that can lose power: what was not synced may be there, or not, or in part.
// Model: of each file any subset of the 512-byte blocks written since its last sync reaches the disk, a hole reads as zeros;
// its length is the synced one, the newest, or any in between. Of the names made, renamed or removed since their folder's last
// sync any subset is lasting. Syncing a file says nothing about its name (POSIX fsync promises no more).
import { dirname } from 'node:path'
import type { Disk, DiskFile } from '../src/store/file/disk.ts'

type Inode = { bytes: Buffer; synced: Buffer; dirty: Set<number>; mtimeMs: number }
type Node = Inode | 'folder'
type Change = { folder: string; path: string; node: Node | undefined }
type Names = Map<string, Node>

const blockBytes = 512

export class PowerLost extends Error {
  constructor() {
    super('the power is off')
  }
}

export type ForgettingDisk = Disk & {
  /** Counts down with every write, sync or change of a name; at 0 the power goes: every call fails from then on. */
  cutAfter(operations: number): void
  /** A disk as the next start finds it: with everything (the process died) or after forgetting (the power went). */
  next(kind: 'killed' | 'forgotten'): ForgettingDisk
  /** Sync calls seen, by their names. */
  readonly syncs: Map<string, number>
}

/** `without`: the name of a sync call that is to do nothing. `random` gives [0, 1). */
export const forgettingDisk = (
  random: () => number,
  without: string | undefined,
  root: string,
  synced: Names = new Map([[root, 'folder']]),
  live: Names = new Map(synced),
  changes: Change[] = [],
): ForgettingDisk => {
  const syncs = new Map<string, number>()
  let left = Number.POSITIVE_INFINITY
  let clock = 1

  const step = () => {
    if (--left < 0) throw new PowerLost()
  }
  const change = (path: string, node: Node | undefined) => {
    step()
    changes.push({ folder: dirname(path), path, node })
    if (node) live.set(path, node)
    else live.delete(path)
  }
  const makeFolders = (folder: string) => {
    if (live.has(folder)) return
    makeFolders(dirname(folder))
    change(folder, 'folder')
  }
  const inodeAt = (path: string) => {
    const node = live.get(path)
    return node === 'folder' ? undefined : node
  }
  const counted = async (why: string, sync: () => void) => {
    // others run meanwhile, as they do beside a real sync
    await new Promise((resolve) => setImmediate(resolve))
    step()
    syncs.set(why, (syncs.get(why) ?? 0) + 1)
    if (why !== without) sync()
  }

  const fileOf = (inode: Inode): DiskFile => ({
    size: () => inode.bytes.length,
    write(bytes, position) {
      step()
      const end = position + bytes.length
      if (end > inode.bytes.length) inode.bytes = Buffer.concat([inode.bytes, Buffer.alloc(end - inode.bytes.length)])
      bytes.copy(inode.bytes, position)
      for (let b = Math.floor(position / blockBytes); b * blockBytes < end; b++) inode.dirty.add(b)
      inode.mtimeMs = clock++
    },
    async read(buffer, position) {
      if (left < 0) throw new PowerLost()
      return inode.bytes.copy(buffer, 0, position)
    },
    contents() {
      if (left < 0) throw new PowerLost()
      return Buffer.from(inode.bytes)
    },
    truncate(size) {
      step()
      const grown = Buffer.alloc(size)
      inode.bytes.copy(grown)
      inode.bytes = grown
    },
    sync: (why) =>
      counted(why, () => {
        inode.synced = Buffer.from(inode.bytes)
        inode.dirty.clear()
      }),
    close() {},
  })

  return {
    syncs,
    cutAfter(operations) {
      // power that is gone does not come back in this life
      if (left >= 0) left = Math.min(left, operations)
    },
    open(path, mode) {
      const known = inodeAt(path)
      if (known) return fileOf(known)
      if (mode === 'read') return undefined
      makeFolders(dirname(path))
      const inode: Inode = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0), dirty: new Set(), mtimeMs: clock++ }
      change(path, inode)
      return fileOf(inode)
    },
    rename(from, to) {
      const inode = live.get(from)!
      makeFolders(dirname(to))
      change(to, inode)
      change(from, undefined)
    },
    remove(path) {
      if (live.has(path)) change(path, undefined)
    },
    removeFolder(path) {
      if (live.get(path) !== 'folder' || [...live.keys()].some((other) => dirname(other) === path)) return false
      change(path, undefined)
      return true
    },
    list: (folder) =>
      [...live]
        .filter(([path]) => dirname(path) === folder.replace(/\/$/, '') && path !== folder)
        .map(([path, node]) => path.slice(dirname(path).length + 1) + (node === 'folder' ? '/' : '')),
    stat(path) {
      const node = live.get(path)
      return node === 'folder' ? { size: 0, mtimeMs: 0 } : node && { size: node.bytes.length, mtimeMs: node.mtimeMs }
    },
    freeBytes: () => Number.POSITIVE_INFINITY,
    setTime(path, mtimeMs) {
      const inode = inodeAt(path)
      if (inode) inode.mtimeMs = mtimeMs
    },
    syncDir: (folder, why) =>
      counted(why, () => {
        for (const { path, node } of changes.filter((one) => one.folder === folder)) apply(synced, path, node)
        changes.splice(0, changes.length, ...changes.filter((one) => one.folder !== folder))
      }),
    next(kind) {
      // the page cache outlives the process; what is lasting stays as it was
      if (kind === 'killed') return forgettingDisk(random, without, root, synced, live, changes)
      const names: Names = new Map(synced)
      for (const { path, node } of changes) if (random() < 0.5) apply(names, path, node)
      const kept = new Map([...names].filter(([path]) => isReachable(names, path, root)))
      const after: Names = new Map()
      const copies = new Map<Inode, Inode>()
      for (const [path, node] of kept) {
        if (node === 'folder') after.set(path, node)
        else {
          const copy = copies.get(node) ?? forget(node, random)
          copies.set(node, copy)
          after.set(path, copy)
        }
      }
      return forgettingDisk(random, without, root, after)
    },
  }
}

const apply = (names: Names, path: string, node: Node | undefined) => {
  if (node) names.set(path, node)
  else names.delete(path)
}

const isReachable = (names: Names, path: string, root: string): boolean =>
  path === root || (names.get(dirname(path)) === 'folder' && isReachable(names, dirname(path), root))

const forget = (inode: Inode, random: () => number): Inode => {
  const { bytes, synced, dirty } = inode
  const choice = random()
  const between = Math.round(synced.length + (bytes.length - synced.length) * random())
  const size = choice < 0.3 ? synced.length : choice < 0.7 ? bytes.length : between
  const kept = Buffer.alloc(size)
  synced.copy(kept)
  for (const block of dirty) {
    const from = block * blockBytes
    const to = Math.min(from + blockBytes, size, bytes.length)
    if (random() < 0.5 && from < to) bytes.copy(kept, from, from, to)
  }
  return { bytes: kept, synced: Buffer.from(kept), dirty: new Set(), mtimeMs: inode.mtimeMs }
}
