// Deliveries: what was decided to be told is sent, by whoever holds it, until it has arrived.
//
//   take ───▶ lane of its target ─▶ send ─▶ done, or when to try again
//   resume ─▶ open and due: of a dead process, or a next try ─▶ claimed ─▶ take
//
// Promises: a process that dies between sending and writing that it did makes it arrive twice, with the same key; one that cannot be
//   delivered is tried quickly a few times, then slowly as long as its run is kept, and its callback is a fault meanwhile.
import type { Faults } from '../lib/faults.ts'
import { createLanes, type LanesOptions } from './lanes.ts'
import type { Held, Ledger } from './ledger.ts'
import { bodyOf } from './notice.ts'
import type { Send } from './send.ts'

export type DeliveriesOptions = LanesOptions & {
  send: Send
  faults: Faults
  now: () => number
  /** The longest that a send takes. */
  sendMs: number
  /** Quick tries, and the longest pause behind the first of them, which doubles with each; then one every `debounceMs`. */
  tries: number
  retryMs: number
  debounceMs: number
  /** Deliveries that are remembered as resting or failing. */
  maxKnown: number
  /** Is told what has arrived; `atMs` since the epoch. */
  delivered: (runId: string, fingerprint: string, atMs: number) => void
  random?: () => number
}

export type Deliveries = {
  /** Sends what the caller holds; without room it is left to `resume`. */
  take(id: string, held: Held, url: string): void
  /** `callbackOf`: by run; without one, there is nobody to tell any more. */
  resume(callbackOf: (runId: string) => Promise<string | undefined>): Promise<void>
  end(): Promise<void>
}

export const createDeliveries = (ledger: Ledger, options: DeliveriesOptions): Deliveries => {
  const { send, faults, now, sendMs, maxQueued, maxKnown, random = Math.random } = options
  const lanes = createLanes(options)
  // what rests, and until when: it is not read again before
  const resting = new Map<string, number>()
  const failing = new Set<string>()

  const rest = (id: string, untilMs: number) => {
    resting.delete(id)
    if (resting.size >= maxKnown) resting.delete(resting.keys().next().value!)
    resting.set(id, untilMs)
  }

  const fails = (id: string, failure: string) => {
    if (failing.size < maxKnown) failing.add(id)
    faults.note('callback failed', failure)
  }

  const pause = (tries: number) => {
    if (tries > options.tries) return options.debounceMs
    return random() * Math.min(options.debounceMs, options.retryMs * 2 ** (tries - 1))
  }

  const claim = (id: string, { value, version }: Held) =>
    ledger.write(id, { ...value, dueMs: now() + leaseOf(options), tries: value.tries + 1 }, version)

  const deliver = async (id: string, taken: Held, url: string) => {
    // it may have waited: then somebody else may have it
    const hasTime = taken.value.dueMs - now() >= sendMs
    const held = hasTime ? taken : await claim(id, taken)
    if (!held) return
    const { notice, ...told } = held.value
    const failure = await send(url, told.key, bodyOf(told.runId, notice!, told.timestamp, told.key))
    if (failure === undefined) {
      const notifiedMs = now()
      await ledger.finish(id, { ...told, notifiedMs, failure: undefined }, held.version)
      return options.delivered(told.runId, notice!.fingerprint, notifiedMs)
    }
    fails(id, failure)
    const dueMs = now() + pause(told.tries)
    if (await ledger.write(id, { ...held.value, dueMs, failure }, held.version)) rest(id, dueMs)
  }

  const take = (id: string, held: Held, url: string) => {
    if (!lanes.hasRoom) return
    lanes.add(targetOf(url), () =>
      deliver(id, held, url).then(
        () => faults.mended('notify'),
        (error) => faults.note('notify', error),
      ),
    )
  }

  return {
    take,
    async resume(callbackOf) {
      const over = new Set(failing)
      let looked = 0
      for await (const id of ledger.open()) {
        over.delete(id)
        if ((resting.get(id) ?? 0) > now()) continue
        if (looked++ >= maxQueued || !lanes.hasRoom) return
        const held = await ledger.read(id)
        if (!held?.value.notice) await ledger.tidy(id)
        else if (held.value.dueMs > now()) {
          rest(id, held.value.dueMs)
          // as others found, or this process before it was started anew
          if (held.value.failure !== undefined && !failing.has(id)) fails(id, held.value.failure)
        } else {
          const url = await callbackOf(held.value.runId)
          const claimed = url === undefined ? undefined : await claim(id, held)
          if (url === undefined) await ledger.forget(id)
          else if (claimed) take(id, claimed, url)
        }
      }
      // what is not open any more was delivered by others, or went with its run
      for (const id of over) failing.delete(id)
      if (failing.size === 0) faults.mended('callback failed')
    },
    end: lanes.end,
  }
}

/** Whoever claims a delivery has it for this long, a wait in its lane included. */
export const leaseOf = ({ sendMs }: { sendMs: number }) => 6 * sendMs

// what is no URL is found out when it is sent to
const targetOf = (url: string) => URL.parse(url)?.host ?? url
