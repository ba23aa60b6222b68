// The disk: the few file operations the file driver is made of, passed in, so that a test can lose power.
// Promises: `write` reaches the page cache whole; only `sync` and `syncDir` make anything last.
import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export interface DiskFile {
  size(): number
  /** All of it, or an error (ENOSPC, EIO); a part may then be written. */
  write(bytes: Buffer, position: number): void
  /** Fills `buffer` from `position`; fewer bytes at the end of the file. */
  read(buffer: Buffer, position: number): Promise<number>
  /** All of it, at once: for small files, which cost less than the way to another thread and back. */
  contents(): Buffer
  truncate(size: number): void
  /** fdatasync. `why` names the call: the power judge takes them away one by one. */
  sync(why: string): Promise<void>
  close(): void
}

export interface Disk {
  /** Undefined when it is not there and `mode` is read; `write` makes it, with its folders. */
  open(path: string, mode: 'read' | 'write'): DiskFile | undefined
  /** Makes the folders that `to` is in. */
  rename(from: string, to: string): void
  remove(path: string): void
  /** False when something is in it, or it is not there. */
  removeFolder(path: string): boolean
  /** Names in a folder, folders with a trailing slash; none when it is not there. */
  list(folder: string): string[]
  /** Of a file or a folder. */
  stat(path: string): { size: number; mtimeMs: number } | undefined
  /** What an ordinary user may still write on the disk of this folder. */
  freeBytes(folder: string): number
  setTime(path: string, mtimeMs: number): void
  /** Makes what was made, renamed or removed in this folder last. */
  syncDir(folder: string, why: string): Promise<void>
}

const fdatasync = promisify(fs.fdatasync)
const fsync = promisify(fs.fsync)

export const realDisk: Disk = {
  open(path, mode) {
    if (mode === 'write') return fileOf(openForWriting(path))
    const fd = ifThere(() => fs.openSync(path, 'r'))
    return fd === undefined ? undefined : fileOf(fd)
  },
  rename(from, to) {
    if (ifThere(() => fs.renameSync(from, to) ?? true)) return
    makeFolders(to)
    fs.renameSync(from, to)
  },
  remove: (path) => void ifThere(() => fs.unlinkSync(path)),
  removeFolder(path) {
    try {
      fs.rmdirSync(path)
      return true
    } catch (error) {
      // POSIX lets a folder with something in it be told in either way
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code!)) return false
      throw error
    }
  },
  list(folder) {
    const entries = ifThere(() => fs.readdirSync(folder, { withFileTypes: true })) ?? []
    return entries.map((entry) => (isFolder(folder, entry) ? `${entry.name}/` : entry.name))
  },
  stat: (path) => ifThere(() => fs.statSync(path)),
  freeBytes(folder) {
    const { bavail, bsize } = fs.statfsSync(folder)
    return bavail * bsize
  },
  setTime: (path, mtimeMs) => fs.utimesSync(path, mtimeMs / 1000, mtimeMs / 1000),
  async syncDir(folder) {
    const fd = fs.openSync(folder, 'r')
    try {
      await fsync(fd)
    } finally {
      fs.closeSync(fd)
    }
  },
}

const fileOf = (fd: number): DiskFile => ({
  size: () => fs.fstatSync(fd).size,
  write(bytes, position) {
    // a short write is legal
    for (let done = 0; done < bytes.length; ) {
      done += fs.writeSync(fd, bytes, done, bytes.length - done, position + done)
    }
  },
  async read(buffer, position) {
    let done = 0
    while (done < buffer.length) {
      const count = await readOnce(fd, buffer, done, position + done)
      if (count === 0) break
      done += count
    }
    return done
  },
  contents: () => fs.readFileSync(fd),
  truncate: (size) => fs.ftruncateSync(fd, size),
  sync: () => fdatasync(fd),
  close: () => fs.closeSync(fd),
})

const readOnce = (fd: number, buffer: Buffer, offset: number, position: number) =>
  new Promise<number>((resolve, reject) =>
    fs.read(fd, buffer, offset, buffer.length - offset, position, (error, count) =>
      error ? reject(error) : resolve(count),
    ),
  )

const openForWriting = (path: string): number => {
  // neither 'r+' (does not make it) nor 'a+' (ignores positions) nor 'w+' (empties it)
  const flags = fs.constants.O_RDWR | fs.constants.O_CREAT
  const fd = ifThere(() => fs.openSync(path, flags, 0o600))
  if (fd !== undefined) return fd
  makeFolders(path)
  return fs.openSync(path, flags, 0o600)
}

const makeFolders = (path: string) => fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 })

// one that lies on another disk is a link here
const isFolder = (folder: string, entry: fs.Dirent): boolean =>
  entry.isDirectory() ||
  (entry.isSymbolicLink() && ifThere(() => fs.statSync(join(folder, entry.name)))?.isDirectory() === true)

const ifThere = <T>(action: () => T): T | undefined => {
  try {
    return action()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
