// Feed: the lines that a step of the thread looks at, as they were sent or where they lie in files, with the cursor behind each.
// Promises: whole lines; nothing is copied that nobody looks at.
import type { Arena } from '../search/arena.ts'
import { openPieces } from '../search/pieces.ts'
import { cursorAt } from '../store/file/cursor.ts'
import type { Cursor, Extents } from '../store/store.ts'

/** What to look at. `begin`: the cursor in front of it.
 *
 *  lines    whole lines, and the cursors behind each, joined by line breaks
 *  extents  where a stream's bytes lie; those from `from` on are read by the thread, about 1 MiB of them */
export type Take = { begin: Cursor } & (
  | { lines: Uint8Array; cursors: string }
  | { extents: Pick<Extents, 'pieces' | 'birth' | 'end'>; from: number }
)

/** Bytes [from, to) are whole lines; `cursorBehind` is that of line `index`, counted from 0, which ends at `end`. */
export type Feed = { bytes: Buffer; from: number; to: number; cursorBehind(end: number, index: number): Cursor }

/** Valid until the next one is asked for. Throws Unreadable when the files were replaced. */
export const feedOf = (take: Take, arena: Arena): Feed => {
  if ('lines' in take) {
    const { buffer, byteOffset, length } = take.lines
    const cursors = take.cursors.split('\n')
    const cursorBehind = (_: number, index: number) => cursors[index]!
    return { bytes: Buffer.from(buffer, byteOffset, length), from: 0, to: length, cursorBehind }
  }
  const { pieces, birth, end } = take.extents
  const files = openPieces({ pieces }, arena)
  try {
    const { base, from, to } = files.forward(take.from, end).next().value!
    return { bytes: arena.bytes, from, to, cursorBehind: (at) => cursorAt(birth, base + at) }
  } finally {
    files.close()
  }
}
