// Notify: a failure that was counted often enough, to a callback, once.
// Promises: one delivery of a fingerprint in a run, however many processes consider it however often, and over restarts; a callback that
//   is dead is tried again, and told.
// Leaves to others: which failures, and that muted ones are none of them; calling `resume` at the start and on a timer; sending
//   (deliveries.ts, send.ts), what is remembered (ledger.ts).
import { randomUUID } from 'node:crypto'
import { remember } from '../lib/remember.ts'
import type { Store } from '../store/store.ts'
import { createDeliveries, type DeliveriesOptions, leaseOf } from './deliveries.ts'
import { createLedger, type Delivery, idOf } from './ledger.ts'
import type { Notice } from './notice.ts'

/** `notifiedAt` is ISO-8601; `failure`: why the last try failed, while it is not delivered. */
export type NotifyStanding = { notified: boolean; notifiedAt?: string; failure?: string }

export interface Notifier {
  /** To be called with whole counts when they have changed; the same again changes nothing. Resolves when what is to be told is noted; it
   *  is sent beside. Errors: those of the store; then call it again. */
  consider(runId: string, notices: Notice[]): Promise<void>
  /** Sends what is due and nobody has: tries that failed, and what a process that is no more was about to send. */
  resume(): Promise<void>
  /** Of every fingerprint that is asked for. */
  standing(runId: string, fingerprints: string[]): Promise<Map<string, NotifyStanding>>
  /** Forgets the deliveries of runs that are gone. */
  sweep(isAlive: (runId: string) => Promise<boolean>): Promise<void>
  /** Lets what is under way finish. What waits, `resume` finds. */
  end(): Promise<void>
}

export type NotifierOptions = DeliveriesOptions & {
  store: Store
  /** The URL that failures of a run are told to, if any. */
  callbackOf: (runId: string) => Promise<string | undefined>
  /** Told from this count on. */
  threshold: number
  /** Whether it is told again when it was counted more often since, `debounceMs` after it was told. */
  isRepeated: boolean
  /** How long deliveries and callbacks are remembered: others may forget them. */
  knownMs: number
}

export const createNotifier = (options: NotifierOptions): Notifier => {
  const { store, now, callbackOf, threshold, debounceMs, isRepeated, maxKnown, knownMs } = options
  const leaseMs = leaseOf(options)
  const ledger = createLedger(store, leaseMs, now)
  const deliveries = createDeliveries(ledger, options)
  const memory = { max: maxKnown, ms: knownMs, now }
  const known = remember(ledger.read, memory)
  const callbacks = remember(callbackOf, memory)

  const isToBeToldAgain = ({ notice, notifiedMs, count }: Delivery, next: Notice) =>
    isRepeated && !notice && notifiedMs !== undefined && next.count > count && now() >= notifiedMs + debounceMs

  const tell = async (runId: string, notice: Notice, url: string) => {
    const id = idOf(runId, notice.fingerprint)
    const last = await known.get(id)
    if (last && !isToBeToldAgain(last.value, notice)) return
    const delivery: Delivery = {
      runId,
      key: randomUUID(),
      notice: toldOf(notice),
      timestamp: new Date(now()).toISOString(),
      dueMs: now() + leaseMs,
      tries: 1,
      count: notice.count,
      notifiedMs: last?.value.notifiedMs,
    }
    const held = await ledger.begin(id, delivery, last?.version)
    // lost to another, or about to change: the next look is into the store
    known.forget(id)
    if (held) deliveries.take(id, held, url)
  }

  return {
    async consider(runId, notices) {
      const enough = notices.filter(({ count }) => count >= threshold)
      const url = enough.length === 0 ? undefined : await callbacks.get(runId)
      if (url !== undefined) for (const notice of enough) await tell(runId, notice, url)
    },

    resume: () => deliveries.resume(callbacks.get),

    async standing(runId, fingerprints) {
      const isTold = (await callbacks.get(runId)) !== undefined
      const standingOf = async (fingerprint: string): Promise<[string, NotifyStanding]> => {
        const { notifiedMs, failure } = (isTold && (await ledger.read(idOf(runId, fingerprint)))?.value) || {}
        const notifiedAt = notifiedMs === undefined ? {} : { notifiedAt: new Date(notifiedMs).toISOString() }
        return [fingerprint, { notified: notifiedMs !== undefined, ...notifiedAt, ...(failure && { failure }) }]
      }
      return new Map(await Promise.all(fingerprints.map(standingOf)))
    },

    async sweep(isAlive) {
      const alive = remember(isAlive, { ...memory, ms: Number.POSITIVE_INFINITY })
      for await (const { id, runId } of ledger.all()) {
        if (await alive.get(runId)) continue
        known.forget(id)
        callbacks.forget(runId)
        await ledger.forget(id)
      }
    },

    end: deliveries.end,
  }
}

// named one by one: who counts may know more than is told
const toldOf = ({ fingerprint, level, type, summary, message, source, count, firstSeen, lastSeen }: Notice): Notice => {
  return { fingerprint, level, type, summary, message, source, count, firstSeen, lastSeen }
}
