// Rooms: what CI logs are kept with.
import type { CatalogCiLogs } from '../catalog/ci-logs.ts'
import type { CatalogLinks } from '../catalog/links.ts'
import type { Faults } from '../lib/faults.ts'
import type { Redactor } from '../redact/redact.ts'
import type { Store } from '../store/store.ts'
import type { Readers } from './readers.ts'

export type CiRooms = {
  store: Store
  catalog: CatalogCiLogs
  links: CatalogLinks
  redactor: Redactor
  readers: Readers
  faults: Faults
  now: () => number
}

/** `maxLines`, `maxLineBytes`: of a log that is kept. `budgetTokens`: of the excerpt in a row. */
export type CiBounds = { maxLines: number; maxLineBytes: number; budgetTokens: number }
