// Spool: batches on disk while the service is away; one file each, oldest first.
//
//   <dir>/<service url>/<owner>/<order>-<count>-<key>.json[.gz]          of an app's log
//   <dir>/<service url>/<owner>/<order>-<count>-<key>~<path>.json[.gz]   anything else
//
// Promises: a file is whole (temp, then rename); bounded: when full it takes no more, since what came first tells the cause;
//   what a dead process left is taken over, by one process (a rename has one winner). Files survive the process, not a power cut.
// Leaves to others: when to write and what to send (sender.ts), whose folder is whose (owner.ts).
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { type Batch, logPath } from './batch.ts'
import { isAbandoned, ownFolder, releasedFolder } from './owner.ts'

/** A batch on disk, in `file`; `count` entries, `bytes` long. */
export type Stored = Omit<Batch, 'body'> & { file: string; bytes: number }

export interface Spool {
  /** Takes over what dead processes left for this service. Throws what the file system says. */
  adopt(): Promise<void>
  /** The oldest, or undefined. */
  first(): Stored | undefined
  list(): readonly Stored[]
  load(stored: Stored): Promise<Batch>
  hasRoom(batch: Batch): boolean
  /** undefined: there is no room. Throws what the file system says. */
  store(batch: Batch): Promise<Stored | undefined>
  /** The same while the process exits. */
  storeSync(batch: Batch): boolean
  remove(stored: Stored): Promise<void>
  /** Lets go: what is left may be taken over at once, by this process too. */
  release(): Promise<void>
}

/** `dir` undefined: a private folder of this user under the system's temporary one. */
export const createSpool = (dir: string | undefined, url: string, maxBytes: number): Spool => {
  const top = dir ?? `${tmpdir()}/spoor-spool-${process.getuid?.() ?? 'user'}`
  const root = `${top}/${encodeURIComponent(url).slice(0, 200)}`
  let home: string | undefined
  let folders: string[] = []
  let stored: Stored[] = []
  let bytes = 0

  const makeHome = (): string => {
    if (home !== undefined && fs.existsSync(home)) return home
    fs.mkdirSync(top, { recursive: true, mode: 0o700 })
    if (dir === undefined && !isOurs(fs.lstatSync(top))) throw new Error(`${top} belongs to someone else`)
    home = `${root}/${ownFolder()}`
    fs.mkdirSync(home, { recursive: true, mode: 0o700 })
    folders.push(home)
    return home
  }

  const claim = async (name: string): Promise<void> => {
    const folder = `${root}/${ownFolder()}`
    try {
      await fs.promises.rename(`${root}/${name}`, folder)
    } catch (error) {
      if (isMissing(error)) return // another process was first
      throw error
    }
    folders.push(folder)
    for (const name of await fs.promises.readdir(folder)) {
      const file = `${folder}/${name}`
      const found = readName(name)
      // a half-written file was never counted as stored
      if (!found) await fs.promises.rm(file, { force: true })
      else add({ ...found, file, bytes: (await fs.promises.stat(file)).size })
    }
  }

  const add = (item: Stored): void => {
    bytes += item.bytes
    stored.push(item)
    // nearly always the newest; not so when the batch being sent goes back in front
    if (stored.length > 1 && item.order < stored[stored.length - 2]!.order) stored.sort(byOrder)
  }

  const placeOf = (batch: Batch): Stored => {
    const { order, key, path, count, isGzip } = batch
    const to = path === logPath ? '' : `~${encodeURIComponent(path)}`
    const file = `${makeHome()}/${order}-${count}-${key}${to}.json${isGzip ? '.gz' : ''}`
    return { file, order, key, path, count, bytes: batch.body.length, isGzip }
  }

  const hasRoom = (batch: Batch) => bytes + batch.body.length <= maxBytes

  return {
    async adopt() {
      if (!fs.existsSync(root)) return
      for (const name of await fs.promises.readdir(root)) if (isAbandoned(name)) await claim(name)
    },
    hasRoom,
    first: () => stored[0],
    list: () => stored,
    async load({ file, order, key, path, count, isGzip }) {
      return { order, key, path, count, isGzip, body: new Uint8Array(await fs.promises.readFile(file)) }
    },
    async store(batch) {
      if (!hasRoom(batch)) return undefined
      const item = placeOf(batch)
      await fs.promises.writeFile(`${item.file}.tmp`, batch.body, { mode: 0o600 })
      await fs.promises.rename(`${item.file}.tmp`, item.file)
      add(item)
      return item
    },
    storeSync(batch) {
      if (!hasRoom(batch)) return false
      const item = placeOf(batch)
      // not the name a write in flight may be using
      fs.writeFileSync(`${item.file}.last.tmp`, batch.body, { mode: 0o600 })
      fs.renameSync(`${item.file}.last.tmp`, item.file)
      add(item)
      return true
    },
    async remove(item) {
      stored = stored.filter((other) => other !== item)
      bytes -= item.bytes
      await fs.promises.rm(item.file, { force: true })
    },
    async release() {
      const left = { folders, stored }
      // what is stored from here on gets a folder of its own
      home = undefined
      folders = []
      stored = []
      bytes = 0
      for (const folder of left.folders) {
        const isEmpty = !left.stored.some(({ file }) => file.startsWith(`${folder}/`))
        if (isEmpty) await fs.promises.rm(folder, { recursive: true, force: true })
        else await fs.promises.rename(folder, `${root}/${releasedFolder()}`)
      }
    },
  }
}

const byOrder = (a: Stored, b: Stored): number => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0)

const namePattern = /^(\d{13}-\d{8}[ab]*)-(\d+)-([A-Za-z0-9.-]+?)(?:~([A-Za-z0-9._%-]+))?\.json(\.gz)?$/

const readName = (name: string): Omit<Stored, 'file' | 'bytes'> | undefined => {
  const found = namePattern.exec(name)
  if (!found) return undefined
  const [, order, count, key, to, gz] = found
  const path = to === undefined ? logPath : decodeURIComponent(to)
  return { order: order!, key: key!, path, count: Number(count), isGzip: gz !== undefined }
}

const isOurs = (stat: { isDirectory(): boolean; uid: number }): boolean => {
  const uid = process.getuid?.()
  return stat.isDirectory() && (uid === undefined || uid === stat.uid)
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'
