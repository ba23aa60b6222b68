// Page: the cursor of a tool: how many items are behind it, and the cursor of the search.
// Promises: the pages of one query can say which items they show, of how many.
import { fail } from '../errors.ts'

/** `before`: items on the pages before. */
export type PageCursor = { before: number; cursor: string | undefined }

/** Errors: CURSOR_INVALID. */
export const readCursor = (text: string | undefined): PageCursor => {
  if (text === undefined) return { before: 0, cursor: undefined }
  const [, before, cursor] = /^(\d{1,15})\.(.+)$/s.exec(text) ?? []
  if (before === undefined || cursor === undefined) throw fail('CURSOR_INVALID', { cursor: text })
  return { before: Number(before), cursor }
}

export const writeCursor = (before: number, cursor: string): string => `${before}.${cursor}`
