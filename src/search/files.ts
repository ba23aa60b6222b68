// Files: one page of a stream that lies in local files, searched by the thread.
// Promises: a file that is replaced during the search (a run is compressed) is looked for again.
import { fail } from '../errors.ts'
import { cursorAt, parseCursor } from '../store/file/cursor.ts'
import type { Cursor, Extents } from '../store/store.ts'
import type { Asked, Paged } from './page.ts'
import type { Plan } from './plan.ts'
import type { Answer, Task } from './worker.ts'

const maxTries = 3

/** Undefined when the stream is not there. Errors: CURSOR_GONE, CURSOR_INVALID, INTERNAL. */
export const searchFiles = async (
  first: Promise<Extents | undefined>,
  again: () => Promise<Extents | undefined> | undefined,
  plan: Plan,
  asked: Asked,
  run: (task: Task) => Promise<Answer>,
): Promise<Paged | undefined> => {
  const { stream, place, start, limit, context, maxBytes, toward } = asked
  for (let tries = 1; ; tries++) {
    const extents = await (tries === 1 ? first : again())
    if (!extents) return undefined
    const begin = place?.at ?? (start && 'after' in start ? start.after : undefined)
    const at = begin === undefined ? undefined : positionIn(extents, stream, begin)
    const line = !place && start && 'line' in start ? start.line : undefined
    const head = place ? positionIn(extents, stream, place.head) : extents.end
    const answer = await run({ scan: { extents, plan, head, at, line, toward, limit, context, maxBytes } })
    if ('reply' in answer) {
      const { hits, hasMore, total } = answer.reply
      const { birth } = extents
      return {
        hits: hits.map(({ end, ...hit }) => ({ cursor: cursorAt(birth, end), ...hit })),
        hasMore,
        total,
        head: cursorAt(birth, head),
      }
    }
    if (tries === maxTries || !('isReading' in answer && answer.isReading)) throw fail('INTERNAL', {}, answer)
  }
}

/** The byte that a cursor stands at. Errors: CURSOR_INVALID, CURSOR_GONE. */
export const positionIn = (
  { birth, start, end }: Pick<Extents, 'birth' | 'start' | 'end'>,
  stream: string,
  cursor: Cursor,
): number => {
  const parsed = parseCursor(cursor)
  if (!parsed) throw fail('CURSOR_INVALID', { cursor })
  if (parsed.birth !== birth || parsed.position < start) throw fail('CURSOR_GONE', { stream })
  if (parsed.position > end) throw fail('CURSOR_INVALID', { cursor })
  return parsed.position
}
