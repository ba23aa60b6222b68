// Tasks over SQLite: the contract of tasks.ts. The rows last here; what is looked for in them is looked for in memory (task-columns.ts), and words
// in an index of SQLite's own.
// Source: https://sqlite.org/fts5.html
import type { Database } from 'better-sqlite3'
import { fail } from '../errors.ts'
import { asc, eq, getTableColumns, inArray, sql } from './drizzle.ts'
import { behind, tasks } from './schema.ts'
import { createTaskColumns, heldColumns, type Key, type TaskColumns } from './task-columns.ts'
import { sumsOf } from './task-sums.ts'
import type { CatalogTasks, TaskFilter, TaskRow } from './tasks.ts'
import { orTrouble } from './trouble.ts'
import type { Turns } from './turns.ts'

// tasks that have the words looked for: reading the names of more would hold up others
const maxFound = 10_000

const tasksBehind = 'tasks'

/** Reads all rows once. */
export const tasksOver = ({ db, database, reading, writing, lasting }: Turns): CatalogTasks => {
  const columns = createTaskColumns()
  load(database, columns)
  const putRow = preparedPut(db)
  const words = wordsOver(database)

  const match = (filter: TaskFilter) => {
    const wanted = wordsOf(filter.text)
    const ids = wanted.length === 0 ? undefined : orTrouble(() => words.find(wanted))
    return { places: columns.match(filter, ids), isCapped: ids?.length === maxFound }
  }

  const rowsOf = (ids: number[]) => reading(() => db.select().from(tasks).where(inArray(tasks.id, ids)).all())

  return {
    async put(row, text) {
      const id = writing(() => {
        const { id } = putRow.get({ ...empty, ...row, success: row.success === undefined ? null : Number(row.success) })
        words.put(id, text)
        return id
      })
      columns.set(id, row)
    },

    async get(taskId) {
      const row = reading(() => db.select().from(tasks).where(eq(tasks.taskId, taskId)).get())
      return row && rowOf(row)
    },

    async forget(taskIds) {
      const ids = writing(() => {
        const gone = db.delete(tasks).where(inArray(tasks.taskId, taskIds)).returning({ id: tasks.id }).all()
        for (const { id } of gone) words.forget(id)
        return gone
      })
      for (const { id } of ids) columns.forget(id)
    },

    async list(filter, { sort, limit, cursor }) {
      const { places, isCapped } = match(filter)
      const top = columns.top(places, sort, limit + 1, cursor === undefined ? undefined : keyIn(cursor))
      const ids = Array.from(top.subarray(0, limit), (place) => columns.id[place]!)
      const rows = new Map(rowsOf(ids).map((row) => [row.id, row]))
      return {
        tasks: ids.flatMap((id) => rows.get(id) ?? []).map(rowOf),
        total: places.length,
        ...(top.length > limit && { cursor: cursorOf(columns.keyOf(top[limit - 1]!, sort)) }),
        isCapped,
      }
    },

    stats: async (filter, by) => sumsOf(columns, match(filter).places, by),

    async ids(afterId, limit) {
      const rows = reading(() =>
        db
          .select({ taskId: tasks.taskId, completedMs: tasks.completedMs })
          .from(tasks)
          .where(sql`${tasks.taskId} > ${afterId}`)
          .orderBy(asc(tasks.taskId))
          .limit(limit)
          .all(),
      )
      return rows.map(({ taskId, completedMs }) => ({ taskId, isOpen: completedMs === null }))
    },

    async before(ms, limit) {
      const old = columns.match({ untilMs: ms })
      return rowsOf(Array.from(old.subarray(0, limit), (place) => columns.id[place]!)).map(({ taskId }) => taskId)
    },

    isBehind: async () =>
      reading(() => db.select().from(behind).where(eq(behind.name, tasksBehind)).get()) !== undefined,

    async setBehind(isBehind) {
      lasting(() => {
        if (isBehind) db.insert(behind).values({ name: tasksBehind }).onConflictDoNothing().run()
        else db.delete(behind).where(eq(behind.name, tasksBehind)).run()
      })
    },
  }
}

type Row = typeof tasks.$inferSelect
const { id: _, ...kept } = getTableColumns(tasks)
const empty = Object.fromEntries(Object.keys(kept).map((name) => [name, null])) as Record<string, null>

// row by row: 100,000 of them at once would hold up the start, and take memory that is never needed again
const load = (database: Database, columns: TaskColumns) => {
  const selected = heldColumns.map((name) => `${kept[name].name} AS ${name}`).join(', ')
  const rows = database.prepare<[], { id: number } & Row>(`SELECT id, ${selected} FROM tasks`)
  for (const row of rows.iterate()) columns.set(row.id, rowOf(row))
}

type Given = { [Name in keyof typeof kept]: ReturnType<typeof sql.placeholder> }

const preparedPut = (db: Turns['db']) => {
  const columns = Object.entries(kept)
  const given = Object.fromEntries(columns.map(([name]) => [name, sql.placeholder(name)])) as Given
  const set = Object.fromEntries(columns.map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]))
  return db
    .insert(tasks)
    .values(given)
    .onConflictDoUpdate({ target: tasks.taskId, set })
    .returning({ id: tasks.id })
    .prepare()
}

const wordsOver = (database: Database) => {
  const forget = database.prepare<[number]>('DELETE FROM task_words WHERE rowid = ?')
  const put = database.prepare<[number, string]>('INSERT INTO task_words (rowid, text) VALUES (?, ?)')
  const find = database
    .prepare<[string, number], number>(
      'SELECT rowid FROM task_words WHERE task_words MATCH ? ORDER BY rowid DESC LIMIT ?',
    )
    .pluck()
  return {
    forget: (id: number) => forget.run(id),
    put(id: number, text: string) {
      forget.run(id)
      put.run(id, text)
    },
    find: (words: string[]) => find.all(queryOf(words), maxFound),
  }
}

const rowOf = ({ id: _, ...row }: Row): TaskRow => {
  const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Omit<TaskRow, 'success'>
  return row.success === null ? said : { ...said, success: row.success === 1 }
}

// as the index takes texts apart; a word in quotes is no operator of its language
const wordsOf = (text = ''): string[] => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
const queryOf = (words: string[]) => words.map((word) => `"${word}"*`).join(' ')

const cursorOf = (key: Key) => key.join('~')

/** Errors: CURSOR_INVALID. */
const keyIn = (cursor: string): Key => {
  const key = cursor.split('~').map(Number)
  if (key.length !== 3 || !key.every(Number.isFinite)) throw fail('CURSOR_INVALID', { cursor })
  return key as Key
}
