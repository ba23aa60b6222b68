// The file driver's cursor: the stream's birth and a byte position. The birth tells a stream from a later one of the same name.
import type { Cursor } from '../store.ts'

/** `position` counts bytes of the stream's JSON lines from its first, also after a part was dropped. */
export const cursorAt = (birth: string, position: number): Cursor => `${birth}.${position.toString(36)}`

export const parseCursor = (cursor: Cursor): { birth: string; position: number } | undefined => {
  const match = /^([a-z0-9]{1,20})\.([a-z0-9]{1,11})$/.exec(cursor)
  if (!match) return undefined
  const position = Number.parseInt(match[2]!, 36)
  return Number.isSafeInteger(position) ? { birth: match[1]!, position } : undefined
}
