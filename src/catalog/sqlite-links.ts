// Links over SQLite: the contract of links.ts.
import { and, desc, eq, inArray, lt, sql } from './drizzle.ts'
import type { CatalogLinks } from './links.ts'
import { links } from './schema.ts'
import type { Turns } from './turns.ts'

export const linksOver = ({ db, reading, writing }: Turns, now: () => number): CatalogLinks => ({
  async put(rows) {
    const putMs = now()
    writing(() => {
      for (const row of rows)
        db.insert(links)
          .values({ ...row, putMs })
          .onConflictDoNothing()
          .run()
    })
  },

  async ofTask(taskId) {
    const { kind, value } = links
    return reading(() =>
      db.select({ taskId: links.taskId, kind, value }).from(links).where(eq(links.taskId, taskId)).all(),
    )
  },

  async tasksOf(kind, value) {
    const rows = reading(() =>
      db
        .select({ taskId: links.taskId })
        .from(links)
        .where(sql`(${links.kind}, ${links.value}) = (${kind}, ${value})`)
        .orderBy(desc(links.putMs))
        .all(),
    )
    return rows.map(({ taskId }) => taskId)
  },

  async forget(taskIds) {
    writing(() => db.delete(links).where(inArray(links.taskId, taskIds)).run())
  },

  async sweep(beforeMs) {
    writing(() =>
      db
        .delete(links)
        .where(and(eq(links.kind, 'run'), lt(links.putMs, beforeMs)))
        .run(),
    )
  },
})
