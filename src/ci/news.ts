// News: a note for each commit says how many of its steps have failed, so that whoever follows notes hears of each.
// Promises: it changes with every log that is taken, also when two processes take logs at once.
import { isCode } from '../errors.ts'
import type { CiRooms } from './rooms.ts'
import { shaNote } from './step.ts'

/** The note `ci/<repo>/<sha>`. */
export type CiNote = { failed: number; newestMs: number }

type Sha = { repo: string; headSha: string }

const maxTries = 8

export type Teller = (sha: Sha) => Promise<void>

/** Resolves when a note is there that knows of all rows that were there at the call; of many calls at once it is written twice. */
export const createTeller = (rooms: CiRooms): Teller => {
  const running = new Map<string, { done: Promise<void>; next?: Promise<void> }>()
  const tell = (sha: Sha): Promise<void> => {
    const key = shaNote(sha)
    const current = running.get(key)
    if (current) {
      // the one that runs may have counted already
      current.next ??= current.done.catch(() => undefined).then(() => tell(sha))
      return current.next
    }
    const done = toldSha(rooms, sha).finally(() => running.delete(key))
    running.set(key, { done })
    return done
  }
  return tell
}

/** Of a commit without failed steps there is no note. */
const toldSha = async ({ store, catalog, faults, now }: CiRooms, sha: Sha): Promise<void> => {
  const key = shaNote(sha)
  for (let tries = 0; tries < maxTries; tries++) {
    const before = await store.getNote(key)
    const { total } = await catalog.ofSha(sha.repo, sha.headSha, { limit: 1 })
    if (total === 0 && before === undefined) return
    const note: CiNote | undefined = total === 0 ? undefined : { failed: total, newestMs: now() }
    try {
      await store.putNote(key, note, before?.version)
      return
    } catch (error) {
      // somebody else told of another step at the same moment
      if (!isCode(error, 'STORE_CONFLICT')) throw error
    }
  }
  // the rows are there all the same
  faults.note('ci news', `${key} changed ${maxTries} times while it was written`)
}
