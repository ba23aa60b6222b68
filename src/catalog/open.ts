// Open: the catalog's file: made where there is none, brought up to date, set aside when it is damaged.
// Promises: several processes may open it at once; what is muted lasts over a power cut, and what was seen can be told again from the
//   notes of its run; a damaged file never stops the start.
// Leaves to others: what is asked of it (sqlite.ts), what is in it (schema.ts).
// Source: https://sqlite.org/wal.html, https://sqlite.org/pragma.html
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { Faults } from '../lib/faults.ts'
import type { Catalog } from './catalog.ts'
import type { CatalogCiLogs } from './ci-logs.ts'
import { ciLogsOver } from './ci-sqlite.ts'
import type { CatalogDeliveries } from './deliveries.ts'
import { drizzle, migrate } from './drizzle.ts'
import type { CatalogLinks } from './links.ts'
import { catalogOver } from './sqlite.ts'
import { deliveriesOver } from './sqlite-deliveries.ts'
import { linksOver } from './sqlite-links.ts'
import { tasksOver } from './sqlite-tasks.ts'
import type { CatalogTasks } from './tasks.ts'
import { isBusy, isDamage, orTrouble } from './trouble.ts'
import { turnsOf } from './turns.ts'

export type CatalogOptions = {
  /** A file, or ':memory:'. */
  path: string
  /** Longest wait for another process that writes, which holds up this thread. */
  busyMs: number
  faults: Faults
  now: () => number
}

/** What is remembered of runs, and beside it of tasks and CI jobs. */
export type OpenCatalog = Catalog & {
  tasks: CatalogTasks
  deliveries: CatalogDeliveries
  links: CatalogLinks
  ciLogs: CatalogCiLogs
}

/** Errors: DISK_FULL, CATALOG_UNAVAILABLE (no place to write, or busy for longer than `busyMs`). */
export const openCatalog = (options: CatalogOptions): OpenCatalog => {
  const database = openDatabase(options)
  const turns = turnsOf(database)
  return {
    ...catalogOver(database),
    tasks: tasksOver(turns),
    deliveries: deliveriesOver(turns),
    links: linksOver(turns, options.now),
    ciLogs: ciLogsOver(turns),
  }
}

/** The same without the questions. */
export const openDatabase = ({ path, busyMs, faults, now }: CatalogOptions): Database.Database => {
  const open = () => orTrouble(() => opened(path, busyMs))
  if (path === ':memory:') return open()
  orTrouble(() => mkdirSync(dirname(path), { recursive: true }))
  const file = existsSync(path) ? statSync(path).ino : undefined
  try {
    return open()
  } catch (error) {
    if (!isDamage(error)) throw error
    // another process may have met it at the same time, and begun anew already
    if (existsSync(path) && statSync(path).ino === file) {
      const aside = setAside(path, now())
      faults.note('catalog damaged', `${aside} was ${path}: history begins anew, and what was muted is not any more`)
    }
    return open()
  }
}

const opened = (path: string, timeout: number): Database.Database => {
  const database = new Database(path, { timeout })
  try {
    patiently(timeout, () => database.pragma('journal_mode = WAL'))
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    const [{ quick_check: found }] = database.pragma('quick_check(1)') as [{ quick_check: string }]
    if (found !== 'ok') throw new Database.SqliteError(found, 'SQLITE_CORRUPT')
    toDate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

// the one lock that SQLite does not wait for: of two that change the journal at once, one is refused right away
const patiently = (busyMs: number, action: () => void) => {
  const untilMs = performance.now() + busyMs
  for (;;) {
    try {
      return action()
    } catch (error) {
      if (!isBusy(error) || performance.now() > untilMs) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url))

const toDate = (database: Database.Database) => {
  const update = () => migrate(drizzle(database), { migrationsFolder })
  try {
    update()
  } catch {
    // another process may have done the same at the same time, all of it: then there is nothing left to do
    update()
  }
}

// with its journal: the newest of what can be rescued is in there
const setAside = (path: string, nowMs: number): string => {
  const aside = `${path}.damaged-${nowMs}`
  for (const end of ['-wal', '-shm', '']) if (existsSync(path + end)) renameSync(path + end, aside + end)
  return aside
}
