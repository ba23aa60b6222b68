// Schema: the tables of the catalog, as Drizzle sees them. A change here needs a migration beside it (migrations/); a test
// holds what the migrations make against this.

import type { Level } from '../record/record.ts'
import { index, integer, primaryKey, real, sqliteTable, text } from './drizzle.ts'
import type { LinkKind } from './links.ts'

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

/** A row a task; what is looked for and added up is also held in memory, see task-columns.ts. `id`: also its row in `task_words`. */
export const tasks = sqliteTable('tasks', {
  id: integer().primaryKey(),
  taskId: text('task_id').notNull().unique('tasks_by_task_id'),
  status: text().notNull(),
  success: integer(),
  outcome: text(),
  provider: text(),
  source: text(),
  agent: text(),
  agentType: text('agent_type'),
  model: text(),
  repo: text(),
  createdMs: integer('created_ms').notNull(),
  startedMs: integer('started_ms'),
  completedMs: integer('completed_ms'),
  costUsd: real('cost_usd'),
  costSource: text('cost_source'),
  inputTokens: integer('input_tokens'),
  outputTokens: integer('output_tokens'),
  cacheReadTokens: integer('cache_read_tokens'),
  cacheWriteTokens: integer('cache_write_tokens'),
  durationMs: integer('duration_ms'),
  error: text(),
})

/** Names of tables that may be behind what they are made of. */
export const behind = sqliteTable('behind', { name: text().primaryKey() })

/** What became of webhooks; to be had from nowhere else. `stages`: lines of JSON. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    deliveryId: text('delivery_id').primaryKey(),
    createdMs: integer('created_ms').notNull(),
    taskId: text('task_id'),
    isFlushed: integer('is_flushed', { mode: 'boolean' }).notNull(),
    stages: text().notNull(),
  },
  (table) => [
    index('deliveries_by_creation').on(table.createdMs),
    index('deliveries_unflushed').on(table.isFlushed, table.taskId),
  ],
)

export const links = sqliteTable(
  'links',
  {
    taskId: text('task_id').notNull(),
    kind: text().$type<LinkKind>().notNull(),
    value: text().notNull(),
    putMs: integer('put_ms').notNull(),
  },
  (table) => [
    primaryKey({ name: 'links_by_task', columns: [table.taskId, table.kind, table.value] }),
    index('links_by_value').on(table.kind, table.value, table.putMs),
  ],
)
