// The tables of CI logs, as Drizzle sees them; the migrations say what is in the file, and schema.test.ts holds both against each other.
import type { CiLog } from './ci-logs.ts'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from './drizzle.ts'

/** `createdMs` is ms since the epoch, of the first time. */
export const ciLogs = sqliteTable(
  'ci_logs',
  {
    id: integer().primaryKey(),
    repo: text().notNull(),
    headSha: text('head_sha').notNull(),
    runId: text('run_id').notNull(),
    jobId: text('job_id').notNull(),
    stepName: text('step_name').notNull(),
    conclusion: text().notNull(),
    logTail: text('log_tail').notNull(),
    createdMs: integer('created_at').notNull(),
    runAttempt: integer('run_attempt').notNull(),
    leg: text().notNull(),
    excerpt: text().notNull(),
    workflow: text().notNull(),
    needTokens: integer('need_tokens').notNull(),
    origin: text().$type<CiLog['origin']>().notNull(),
    isWhole: integer('is_whole', { mode: 'boolean' }).notNull(),
    lines: integer().notNull(),
    bytes: integer().notNull(),
    digest: text().notNull(),
    greenSha: text('green_sha'),
    greenMs: integer('green_at'),
    shorter: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
  },
  (table) => [
    uniqueIndex('ci_logs_by_step').on(
      ...[table.repo, table.runId, table.runAttempt, table.jobId, table.leg, table.stepName],
    ),
    index('ci_logs_by_sha').on(table.repo, table.headSha),
    index('ci_logs_by_creation').on(table.createdMs),
    index('ci_logs_by_name').on(table.repo, table.stepName, table.jobId, table.leg, table.workflow),
  ],
)

/** What went wrong in a step. */
export const ciFailures = sqliteTable(
  'ci_failures',
  {
    log: integer()
      .notNull()
      .references(() => ciLogs.id, { onDelete: 'cascade' }),
    fingerprint: text().notNull(),
    summary: text().notNull(),
  },
  (table) => [
    primaryKey({ name: 'ci_failures_by_log', columns: [table.log, table.fingerprint] }),
    index('ci_failures_by_fingerprint').on(table.fingerprint, table.log),
  ],
)
