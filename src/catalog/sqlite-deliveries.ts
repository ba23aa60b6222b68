// Deliveries over SQLite: the contract of deliveries.ts.
import type { SQL } from 'drizzle-orm'
import type { CatalogDeliveries, Delivery } from './deliveries.ts'
import { and, asc, eq, isNotNull, isNull, lt, sql } from './drizzle.ts'
import { deliveries } from './schema.ts'
import type { Turns } from './turns.ts'

export const deliveriesOver = ({ db, reading, writing, lasting }: Turns): CatalogDeliveries => {
  const get = (deliveryId: string): Delivery | undefined => {
    const row = db.select().from(deliveries).where(eq(deliveries.deliveryId, deliveryId)).get()
    return row && deliveryOf(row)
  }
  const change = (deliveryId: string, set: Partial<typeof deliveries.$inferInsert>) =>
    db.update(deliveries).set(set).where(eq(deliveries.deliveryId, deliveryId)).run()
  const begin = (deliveryId: string, createdMs: number) =>
    db.insert(deliveries).values({ deliveryId, createdMs, isFlushed: false, stages: '' }).onConflictDoNothing().run()

  return {
    async stage(deliveryId, line, { nowMs, maxBytes }) {
      return lasting(() => {
        begin(deliveryId, nowMs)
        const { taskId, stages } = get(deliveryId)!
        if (taskId !== undefined) return { taskId }
        const longer = `${stages}${line}\n`
        if (Buffer.byteLength(longer) > maxBytes) return 'full'
        change(deliveryId, { stages: longer })
        return 'kept'
      })
    },

    async becomes(deliveryId, taskId, nowMs) {
      return lasting(() => {
        begin(deliveryId, nowMs)
        if (get(deliveryId)!.taskId === undefined) change(deliveryId, { taskId })
        return get(deliveryId)!
      })
    },

    async flushed(deliveryId) {
      writing(() => change(deliveryId, { isFlushed: true, stages: '' }))
    },

    get: async (deliveryId) => reading(() => get(deliveryId)),

    async unflushed(limit) {
      const waits = and(eq(deliveries.isFlushed, false), isNotNull(deliveries.taskId))
      return reading(() => db.select().from(deliveries).where(waits).limit(limit).all()).map(deliveryOf)
    },

    async sweep(beforeMs, maxOpen) {
      const countOf = (those: SQL | undefined) =>
        db.select({ count: sql<number>`count(*)` }).from(deliveries).where(those).get()!.count
      const isOpen = and(eq(deliveries.isFlushed, false), isNull(deliveries.taskId))
      const isOld = lt(deliveries.createdMs, beforeMs)
      return writing(() => {
        const stuck = countOf(and(isOld, eq(deliveries.isFlushed, false), isNotNull(deliveries.taskId)))
        db.delete(deliveries).where(isOld).run()
        const tooMany = Math.max(0, countOf(isOpen) - maxOpen)
        const oldest = db
          .select({ id: deliveries.deliveryId })
          .from(deliveries)
          .where(isOpen)
          .orderBy(asc(deliveries.createdMs))
          .limit(tooMany)
        if (tooMany > 0) db.delete(deliveries).where(sql`${deliveries.deliveryId} IN ${oldest}`).run()
        return stuck + tooMany
      })
    },
  }
}

const deliveryOf = ({ taskId, ...row }: typeof deliveries.$inferSelect): Delivery => ({
  ...row,
  ...(taskId !== null && { taskId }),
})
