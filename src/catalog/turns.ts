// Turns: how SQLite is read and written here.
// Promises: writers wait for each other, readers for nobody. Errors: DISK_FULL, CATALOG_UNAVAILABLE.
import type { Database } from 'better-sqlite3'
import { drizzle } from './drizzle.ts'
import { orTrouble } from './trouble.ts'

export type Turns = ReturnType<typeof turnsOf>

export const turnsOf = (database: Database) => {
  const db = drizzle(database)
  // a writer takes its turn before it looks: what it has read cannot change until it has written
  const writing = <T>(action: () => T): T => orTrouble(() => db.transaction(action, { behavior: 'immediate' }))
  return {
    db,
    /** For what Drizzle has no words for. */
    database,
    writing,
    reading: <T>(action: () => T): T => orTrouble(() => db.transaction(action)),
    /** For what is nowhere else. */
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
