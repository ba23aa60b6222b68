// Runs: one debugging session of an app each; which is the newest, how a fresh one begins, when an old one goes.
// Promises: `latest` is the newest by creation at the server and never stored literally; a late batch of an old run does not
// move it; starting a fresh run closes and deletes nothing unless asked.
// Leaves to others: taking records in (take.ts), compressing idle runs (the store).
import { fail, isCode } from '../errors.ts'
import { remember } from '../lib/remember.ts'
import { checkId, newRunId, runStream } from '../record/names.ts'
import type { Store } from '../store/store.ts'

/** The note `run/<id>`. `codeId`: the state of the code that ran, as whoever began it told it. */
export type RunNote = { createdMs: number; callbackUrl?: string; codeId?: string; previousRunId?: string }
type LatestNote = { runId: string; createdMs: number }

export interface Runs {
  /** The run a reader means: `latest` or none is the newest. Throws RUN_NOT_FOUND when there is none at all. */
  find(asked: string | undefined): Promise<string>
  /** The same, of a run that has begun; else RUN_NOT_FOUND. */
  findBegun(asked: string | undefined): Promise<string>
  /** The newest run, if there is any. */
  latest(): Promise<string | undefined>
  /** The run a writer means; a new one is noted, and becomes the latest. */
  open(asked: string | undefined): Promise<string>
  /** What was noted of a run when it began; undefined for one that is not there. */
  about(runId: string): Promise<RunNote | undefined>
  /** A new run that is the latest from now on. `flush` deletes the one before. */
  fresh(wish: {
    runId?: string
    callbackUrl?: string
    codeId?: string
    flush?: boolean
  }): Promise<{ runId: string; previousRunId?: string }>
  /** Deletes what is older than its time to live. */
  sweep(): Promise<void>
}

const latestKey = 'latest/run'

export type RunsOptions = {
  store: Store
  ttlMs: number
  /** Runs whose notes are remembered, and for how long: other processes may begin runs, and a store may forget them. */
  maxKnown: number
  knownMs: number
  now: () => number
}

export const createRuns = ({ store, ttlMs, maxKnown, knownMs, now }: RunsOptions): Runs => {
  // one look a run and moment, not one a batch
  const memory = { ms: knownMs, now }
  const isThere = remember(async (key) => (await store.getNote(key)) !== undefined, { ...memory, max: maxKnown })
  const latestRun = remember(async (key) => ((await store.getNote(key))?.value as LatestNote | undefined)?.runId, {
    ...memory,
    max: 1,
  })
  const readLatest = () => latestRun.get(latestKey)

  const create = async (runId: string, wish: { callbackUrl?: string; codeId?: string } = {}) => {
    const previousRunId = await readLatest()
    const note: RunNote = { createdMs: now(), ...wish, previousRunId }
    try {
      await store.putNote(noteOf(runId), note, undefined)
    } catch (error) {
      // somebody else was first: then it is there, and theirs is the creation that counts
      if (!isCode(error, 'STORE_CONFLICT')) throw error
      isThere.set(noteOf(runId), true)
      return previousRunId
    }
    isThere.set(noteOf(runId), true)
    await makeLatest(runId, note.createdMs)
    return previousRunId
  }

  const makeLatest = async (runId: string, createdMs: number) => {
    for (;;) {
      const current = await store.getNote(latestKey)
      if (current && (current.value as LatestNote).createdMs > createdMs) return
      try {
        await store.putNote(latestKey, { runId, createdMs } satisfies LatestNote, current?.version)
        latestRun.set(latestKey, runId)
        return
      } catch (error) {
        // lost to another creation: look whether that one is newer
        if (!isCode(error, 'STORE_CONFLICT')) throw error
      }
    }
  }

  // all who name no run while there is none share one
  let first: Promise<string> | undefined
  const begin = async () => {
    const runId = newRunId(now())
    await create(runId)
    return runId
  }
  const newest = async () => {
    const runId = await readLatest()
    if (runId !== undefined) return runId
    first ??= begin().finally(() => {
      first = undefined
    })
    return first
  }

  const open = async (asked: string | undefined) => {
    const runId = isNamed(asked) ? asked : await newest()
    checkId('runId', runId)
    if (!(await isThere.get(noteOf(runId)))) await create(runId)
    return runId
  }

  const forget = async (runId: string) => {
    isThere.forget(noteOf(runId))
    for (const key of [noteOf(runId), ...((await readLatest()) === runId ? [latestKey] : [])]) {
      const note = await store.getNote(key)
      if (note) await store.putNote(key, undefined, note.version)
    }
    latestRun.forget(latestKey)
  }

  const about = async (runId: string) => (await store.getNote(noteOf(runId)))?.value as RunNote | undefined

  const find = async (asked: string | undefined) => {
    if (isNamed(asked)) return checkId('runId', asked)
    const runId = await readLatest()
    if (runId === undefined) throw fail('RUN_NOT_FOUND', { runId: 'latest' })
    return runId
  }

  return {
    find,
    async findBegun(asked) {
      const runId = await find(asked)
      if ((await about(runId)) === undefined) throw fail('RUN_NOT_FOUND', { runId })
      return runId
    },
    latest: readLatest,
    about,
    open,
    async fresh({ runId = newRunId(now()), callbackUrl, codeId, flush }) {
      if (runId === 'latest')
        throw fail('FIELD_INVALID', { field: 'newRunId', reason: 'latest means the newest run, it cannot be its name' })
      checkId('newRunId', runId)
      const previousRunId = await create(runId, { callbackUrl, codeId })
      if (flush && previousRunId !== undefined && previousRunId !== runId) {
        await store.drop(runStream(previousRunId))
        await forget(previousRunId)
      }
      return { runId, previousRunId }
    },
    async sweep() {
      const oldest = now() - ttlMs
      const alive = new Set<string>()
      for await (const { stream, lastAppendMs } of store.streams('run/')) {
        const runId = stream.slice('run/'.length)
        if (lastAppendMs < oldest) await store.drop(stream)
        else alive.add(runId)
      }
      for await (const key of store.notes('run/')) {
        const runId = key.slice('run/'.length)
        const note = (await store.getNote(key))?.value as RunNote | undefined
        if (!alive.has(runId) && note && note.createdMs < oldest) await forget(runId)
      }
    },
  }
}

const noteOf = (runId: string) => `run/${runId}`

const isNamed = (asked: string | undefined): asked is string =>
  asked !== undefined && asked !== '' && asked !== 'latest'
