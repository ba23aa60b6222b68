// Turns: how SQLite is read and written here.
// Promises: writers wait for each other, readers for nobody. Errors: DISK_FULL, CATALOG_UNAVAILABLE.
import type { Database } from 'better-sqlite3'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { drizzle } from './drizzle.ts'
import { orTrouble } from './trouble.ts'

export type Turns = {
  db: BetterSQLite3Database
  /** For what Drizzle has no words for. */
  database: Database
  reading<T>(action: () => T): T
  writing<T>(action: () => T): T
  /** For what is nowhere else. */
  lasting<T>(action: () => T): T
}

export const turnsOf = (database: Database): Turns => {
  const db = drizzle(database)
  // a writer takes its turn before it looks: what it has read cannot change until it has written
  const writing = <T>(action: () => T): T => orTrouble(() => db.transaction(action, { behavior: 'immediate' }))
  return {
    db,
    database,
    writing,
    reading: <T>(action: () => T): T => orTrouble(() => db.transaction(action)),
    lasting<T>(action: () => T): T {
      database.pragma('synchronous = FULL')
      try {
        return writing(action)
      } finally {
        database.pragma('synchronous = NORMAL')
      }
    },
  }
}
