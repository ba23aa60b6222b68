// Schema: the tables of the catalog, as Drizzle sees them. A change here needs a migration beside it (migrations/); a test
// holds what the migrations make against this.

import type { Level } from '../record/record.ts'
import { index, integer, primaryKey, sqliteTable, text } from './drizzle.ts'

/** `id` is a short name for `runId` inside this database. */
export const runs = sqliteTable(
  'runs',
  {
    id: integer().primaryKey(),
    runId: text('run_id').notNull().unique('runs_by_run_id'),
    createdMs: integer('created_ms').notNull(),
    codeId: text('code_id'),
  },
  // whoever asks what was before needs these columns of many runs and no others
  (table) => [index('runs_by_creation').on(table.createdMs, table.runId, table.codeId)],
)

export const sightings = sqliteTable(
  'sightings',
  {
    run: integer()
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    fingerprint: text().notNull(),
    type: text().notNull(),
    level: text().$type<Level>().notNull(),
    source: text().notNull(),
    summary: text().notNull(),
    count: integer().notNull(),
    firstSeenMs: integer('first_seen_ms').notNull(),
    lastSeenMs: integer('last_seen_ms').notNull(),
  },
  (table) => [
    primaryKey({ name: 'sightings_by_run', columns: [table.run, table.fingerprint] }),
    // the history of a fingerprint without a look at the rows
    index('sightings_by_fingerprint').on(table.fingerprint, table.run, table.firstSeenMs),
  ],
)

/** Decided by people, and to be had from nowhere else. */
export const mutes = sqliteTable('mutes', { fingerprint: text().primaryKey() })
