// Follow run: the lines of one run as they come, over broken connections, until a newer run begins.
// Promises: each line once and none left out; what was in the run when the newer one began is taken before it is left; it is said
//   when the connection was lost, and how it was resumed.
// Leaves to others: what to do with a line (tail.ts), the connection (the client's events).
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventsOptions, StreamEvent } from '../../client/src/events.ts'
import { ReadError } from '../../client/src/http.ts'
import type { Reader } from '../../client/src/read.ts'
import { backoffMs } from '../../client/src/retry.ts'
import type { LogRecord } from '../record/record.ts'
import { isAway } from './failure.ts'

export type FollowRun = {
  reader: Reader
  /** undefined: there is no run yet, the first is waited for. */
  runId: string | undefined
  /** The cursor to begin behind; undefined: the oldest line. */
  after: string | undefined
  /** The newest run: asked at every connection, since what changed in between was told to nobody. undefined: stay with this run. */
  latest: (() => Promise<string | undefined>) | undefined
  stop: AbortSignal
  take(record: LogRecord): Promise<void>
  say(sentence: string): void
}

/** The newer run that began; undefined when it was stopped, or the run is closed and all of it was taken. */
export const followRun = async (options: FollowRun): Promise<string | undefined> => {
  const { reader, runId, latest, stop, take, say } = options
  const leave = new AbortController()
  const line = createLine(say)
  let last = options.after
  let next: string | undefined
  const moveTo = (newest: string | undefined) => {
    if (newest === undefined || newest === runId || next !== undefined) return
    next = newest
    leave.abort()
  }
  const onOpen = () => {
    line.stands()
    // a failure here is one of the connection: it is lost, and at its return this is asked again
    latest?.().then(moveTo, line.isLost)
  }

  /** Until something changes: the newer run is known, the last line of the old one was taken, or there is nothing to come. */
  const listen = async (until: string | undefined): Promise<'over' | 'changed'> => {
    const notes = latest && next === undefined ? 'latest/run' : undefined
    const signal = next === undefined ? AbortSignal.any([stop, leave.signal]) : stop
    const options: EventsOptions = { signal, onOpen, ...(last !== undefined && { lastEventId: last }) }
    for await (const event of reader.events({ runId, notes }, options)) {
      if (event.type === 'record') {
        await take(event.record as LogRecord)
        last = event.cursor
        if (last === until) return 'over'
      } else if (event.type === 'note') moveTo((event.value as { runId?: string } | undefined)?.runId)
      else if (event.type === 'lost') line.isLost()
      else if (event.type === 'dropped') say(sentenceOf(event))
      else if (event.type === 'closed' && notes === undefined) return 'over'
    }
    return stop.aborted ? 'over' : 'changed'
  }

  for (;;) {
    try {
      const until = next === undefined || runId === undefined ? undefined : await headOf(reader, runId)
      if (next !== undefined && (until === undefined || until === last)) return next
      if ((await listen(until)) === 'over') return next
    } catch (error) {
      if (stop.aborted) return undefined
      if (isGone(error)) {
        last = undefined
        line.isCut()
      } else if (isAway(error)) {
        line.isLost()
        const ms = backoffMs(line.failures, { baseMs: 250, maxMs: 5000 })
        // stopped while it waited: the loop sees it
        await sleep(ms, undefined, { signal: stop }).catch(() => undefined)
      } else throw error
    }
  }
}

/** Where the run ends now; undefined when it has no lines. */
const headOf = async (reader: Reader, runId: string): Promise<string | undefined> => {
  try {
    return (await reader.raw({ runId, limit: 1, order: 'newest' })).head
  } catch (error) {
    if (error instanceof ReadError && error.status === 404) return undefined
    throw error
  }
}

/** Says what happens to the connection, each change once. */
const createLine = (say: (sentence: string) => void) => {
  let state: 'stands' | 'lost' | 'cut' = 'stands'
  let failures = 0
  return {
    get failures() {
      return failures
    },
    isLost() {
      failures++
      if (state !== 'stands') return
      state = 'lost'
      say('connection lost, waiting for the service…')
    },
    isCut() {
      state = 'cut'
    },
    stands() {
      failures = 0
      if (state === 'lost') say('resumed, nothing lost')
      if (state === 'cut') say('resumed; older lines are no longer kept')
      state = 'stands'
    },
  }
}

const sentenceOf = ({ count }: StreamEvent & { type: 'dropped' }): string =>
  `${count === null ? 'some' : count.toLocaleString('en')} lines are no longer kept and were not read; going on with the oldest there is`

const isGone = (error: unknown) => error instanceof ReadError && error.code === 'CURSOR_GONE'
