// Deliveries: what happens to a webhook before anybody knows which task it becomes.
//
//   stage ─▶ catalog, durable ─┐
//   becomes ─▶ catalog: its task ─▶ all stages so far in one append, named after the delivery ─▶ catalog: flushed
//                                                                later stages go into the task at once
//
// Promises: stages come into the one task, once, in their order, whenever the process dies; a webhook that becomes no task leaves nothing behind
// but its row here, for `keepMs`.
import type { CatalogDeliveries, Delivery } from '../catalog/deliveries.ts'
import type { Faults } from '../lib/faults.ts'
import { checkId } from '../record/names.ts'
import type { Redactor } from '../redact/redact.ts'
import { stageLine } from './line.ts'
import type { WebhookStage } from './task.ts'
import type { Tasks } from './tasks.ts'

export interface Deliveries {
  /** Durable when resolved. Errors: FIELD_INVALID, TASK_LOGS_OFF, CATALOG_UNAVAILABLE, as the store's. */
  stage(deliveryId: string, stage: WebhookStage): Promise<void>
  /** From now on it is this task, unless it is another already; which, is answered. Errors: as above. */
  becomes(deliveryId: string, taskId: string): Promise<{ taskId: string }>
  /** What became of it: undefined when it was never heard of, or is forgotten. */
  get(deliveryId: string): Promise<Delivery | undefined>
  /** Ends what a process that died had begun; forgets what is old. */
  sweep(): Promise<void>
}

export type DeliveriesOptions = {
  catalog: CatalogDeliveries
  tasks: Tasks
  redactor: Redactor
  /** Of one delivery. */
  maxBytes: number
  /** Those that became no task. */
  maxOpen: number
  maxRecordBytes: number
  keepMs: number
  faults: Faults
  now: () => number
}

const pageLength = 100

export const createDeliveries = (options: DeliveriesOptions): Deliveries => {
  const { catalog, tasks, redactor, maxBytes, maxOpen, maxRecordBytes, keepMs, faults, now } = options

  const flush = async ({ deliveryId, taskId, stages }: Delivery) => {
    const lines = stages.split('\n').slice(0, -1)
    // of what it holds nothing changes any more: it is the same batch, however often it is tried
    const batch = { key: `delivery:${deliveryId}`, digest: 'delivery' }
    if (lines.length > 0) await tasks.append(taskId!, 'webhook-flow', lines, batch)
    await catalog.flushed(deliveryId)
  }

  return {
    async stage(deliveryId, stage) {
      checkId('deliveryId', deliveryId)
      const line = stageLine(stage, now(), Math.min(maxRecordBytes, maxBytes))
      // as it will be in the task: here, too, no secret is kept
      const masked = redactor.encodeObjects(`delivery/${deliveryId}`, [line]).bytes.toString().trimEnd()
      const kept = await catalog.stage(deliveryId, masked, { nowMs: now(), maxBytes })
      if (kept === 'kept') return
      if (kept === 'full') return faults.note('webhook stages lost', `more than ${maxBytes} bytes of ${deliveryId}`)
      const delivery = await catalog.get(deliveryId)
      if (delivery && !delivery.isFlushed) await flush(delivery)
      await tasks.append(kept.taskId, 'webhook-flow', [masked])
    },

    async becomes(deliveryId, taskId) {
      checkId('deliveryId', deliveryId)
      checkId('taskId', taskId)
      const delivery = await catalog.becomes(deliveryId, taskId, now())
      if (!delivery.isFlushed) await flush(delivery)
      return { taskId: delivery.taskId! }
    },

    get: (deliveryId) => catalog.get(deliveryId),

    async sweep() {
      for (const delivery of await catalog.unflushed(pageLength)) await flush(delivery)
      const lost = await catalog.sweep(now() - keepMs, maxOpen)
      if (lost > 0)
        faults.note('webhook deliveries lost', `${lost}: too many became no task, or could not come into theirs`)
    },
  }
}
