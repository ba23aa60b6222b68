// Trouble: what SQLite says when it cannot, as rows of errors.ts.
// Leaves to others: a damaged file at the start (open.ts).
import { SqliteError } from 'better-sqlite3'
import { fail } from '../errors.ts'

/** Runs it. Errors: DISK_FULL, CATALOG_UNAVAILABLE; what is neither SQLite's nor the file system's is thrown as it is. */
export const orTrouble = <T>(action: () => T): T => {
  try {
    return action()
  } catch (error) {
    throw asTrouble(error)
  }
}

/** Of a file whose content is not, or no longer, that of a database. */
export const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error) ?? '')

/** Of a lock that another process has. */
export const isBusy = (error: unknown): boolean => /^SQLITE_BUSY/.test(codeOf(error) ?? '')

export const asTrouble = (error: unknown): unknown => {
  const code = codeOf(error)
  if (code === undefined) return error
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return fail('DISK_FULL', {}, error)
  const reason = isDamage(error) ? 'its file is damaged; a restart sets it aside' : (error as Error).message
  return fail('CATALOG_UNAVAILABLE', { reason }, error)
}

// Drizzle may have wrapped it
const codeOf = (error: unknown): string | undefined => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof SqliteError || 'syscall' in cause) return (cause as NodeJS.ErrnoException).code
  }
}
