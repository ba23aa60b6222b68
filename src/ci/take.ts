// Take: the log of a step, once it is all there, becomes a stream, a row and news.
//
//   the same again? ─▶ a thread: masked lines, tail, excerpt ─▶ stream (durable) ─▶ row (durable) ─▶ note of the commit
//
// Promises: when it resolves, log and row are durable; the same log again changes nothing, another one of the same step takes its place;
//   what the job sent is never replaced by what was fetched, nor a whole log by its end.
// Leaves to others: who may send it (http/ci-log.ts), what is done with it (thread: work.ts).
import { hash } from 'node:crypto'
import type { CiLogRow } from '../catalog/ci-logs.ts'
import { asLines } from './kept.ts'
import type { Teller } from './news.ts'
import type { CiBounds, CiRooms } from './rooms.ts'
import { isSameStep } from './same.ts'
import { type CiStep, passed, stepStream } from './step.ts'
import { dropped, keptLog } from './stored.ts'

/** `hasStamps`: a runner wrote the time in front of each line. */
export type SentLog = { bytes: Uint8Array; isWhole: boolean; origin: 'pushed' | 'pulled'; hasStamps: boolean }

/** `row`: its id in the catalog. */
export type TakenLog = { id: number; isNew: boolean; stream: string }

/** Errors: OVERLOADED, CI_LOG_TOO_SLOW; as Store.append and the catalog. */
export const createTake = (rooms: CiRooms, bounds: CiBounds, tell: Teller) => {
  const inTurn = turns()
  return (sent: CiStep, log: SentLog): Promise<TakenLog> => {
    const step = masked(sent, rooms)
    return inTurn(stepStream(step), () => take(step, log, rooms, bounds, tell))
  }
}

/** Failures of the repository that weigh more when they come again. */
export const maxKnown = 100

const take = async (step: CiStep, log: SentLog, rooms: CiRooms, bounds: CiBounds, tell: Teller): Promise<TakenLog> => {
  const { store, catalog, readers, now } = rooms
  const stream = stepStream(step)
  const digest = hash('sha256', log.bytes, 'hex').slice(0, 32)
  const before = await catalog.find(step)
  if (before && (isSame(before, step, digest) || rankOf(before) > rankOf(log))) {
    return { id: before.id, isNew: false, stream }
  }
  const createdMs = now()
  const isGreen = step.conclusion === passed
  const green = isGreen ? undefined : await catalog.green(step)
  const { batches, trouble, tail, ...read } = await readers.keep({
    bytes: log.bytes,
    bounds: { maxLines: bounds.maxLines, maxLineBytes: bounds.maxLineBytes, hasStamps: log.hasStamps },
    source: step.stepName,
    ts: new Date(createdMs).toISOString(),
    green: green ? await keptLog(store, stepStream(green)) : [],
    known: isGreen ? [] : await catalog.known(step.repo, maxKnown),
    isGreen,
    budgetTokens: bounds.budgetTokens,
  })
  if (trouble !== undefined) rooms.faults.note('ci excerpt', trouble)
  // what an earlier try left, and the log whose place this one takes
  await dropped(store, before ? stepStream(before) : stream)
  for (const batch of batches) await store.append(stream, asLines(batch))
  const { id, isNew, replaced } = await catalog.put({
    ...step,
    ...read,
    logTail: tail,
    origin: log.origin,
    isWhole: log.isWhole,
    bytes: log.bytes.length,
    digest,
    createdMs,
  })
  for (const row of replaced) await dropped(store, stepStream(row))
  if (log.origin === 'pushed' && !isGreen) await forgetFetched({ ...step, logTail: tail }, rooms)
  if (before && before.headSha !== step.headSha) await tell(before)
  await tell(step)
  return { id, isNew, stream }
}

/** What was fetched before the job sent it. */
const forgetFetched = async (sent: CiStep & { logTail: string }, { store, catalog }: CiRooms): Promise<void> => {
  const rows = await catalog.ofRun(sent.repo, sent.runId, sent.runAttempt)
  const fetched = rows.filter((row) => row.origin === 'pulled' && isSameStep(sent, row))
  for (const row of fetched) await dropped(store, stepStream(row))
  await catalog.remove(fetched.map(({ id }) => id))
}

// names are shown, too
const masked = (step: CiStep, { redactor }: CiRooms): CiStep => ({
  ...step,
  stepName: redactor.text(step.stepName),
  jobId: redactor.text(step.jobId),
  leg: redactor.text(step.leg),
  workflow: redactor.text(step.workflow),
})

const isSame = (row: CiLogRow, { headSha, conclusion }: CiStep, digest: string) =>
  row.digest === digest && row.headSha === headSha && row.conclusion === conclusion

const rankOf = ({ origin, isWhole }: Pick<CiLogRow, 'origin' | 'isWhole'>) =>
  (origin === 'pushed' ? 2 : 0) + (isWhole ? 1 : 0)

/** One after the other for each name; bounded by those who wait. */
const turns = () => {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(name: string, action: () => Promise<T>): Promise<T> => {
    const mine = (last.get(name) ?? Promise.resolve()).catch(() => undefined).then(action)
    last.set(name, mine)
    try {
      return await mine
    } finally {
      if (last.get(name) === mine) last.delete(name)
    }
  }
}
