// Saved: the note `issues/<runId>`, in which a run's issues and the place they were counted to are one thing.
// Promises: whoever counts reads it, counts on from there and writes it by compare-and-set, so a record is counted once however many
// count, and whenever they die.
import { isCode } from '../errors.ts'
import type { Open } from '../failures/find.ts'
import { runStream } from '../record/names.ts'
import type { Cursor, Store } from '../store/store.ts'
import type { Issue } from './issue.ts'

/** As readers of the original know an issue, and more. `notifiedAt` is ISO-8601. */
export type SavedIssue = Issue & { runId: string; notified: boolean; notifiedAt?: string }

/** `issues` by first appearance. `beyond`: failures for whose issue there was no room. `open`: events that had not ended. `records`: how many
 *  were looked at. `savedMs` by the clock of whoever wrote it. */
export type Saved = {
  issues: SavedIssue[]
  beyond: number
  records: number
  open?: Open
  countedTo?: Cursor
  savedMs: number
}

/** Whether an event had not ended. */
export const hasOpen = ({ open }: Pick<Saved, 'open'>): boolean => open !== undefined && open.events.length > 0

/** Of a run that nobody has looked at. */
export const none: Saved = { issues: [], beyond: 0, records: 0, savedMs: 0 }

/** What is in the note now. */
export const readSaved = async (store: Store, runId: string): Promise<Saved> =>
  ((await store.getNote(savedKey(runId)))?.value as Saved | undefined) ?? none

/** Whether there are records behind `after`, up to `upTo` or to the end of the run. */
export const isBehind = async (store: Store, runId: string, after?: Cursor, upTo?: Cursor): Promise<boolean> => {
  try {
    return (await store.read(runStream(runId), { after, upTo }, 1)).entries.length > 0
  } catch (error) {
    // the place was swept: it will be noticed by whoever counts
    if (isCode(error, 'CURSOR_GONE')) return true
    throw error
  }
}

export const savedKey = (runId: string): string => `${savedPrefix}${runId}`
export const savedPrefix = 'issues/'
