// Scan: one page of matching lines out of a stream's files; on the first page also how many there are in all.
// Promises: exact; runs in the thread and blocks it; later pages read only as far as they must.
import type { Extents } from '../store/store.ts'
import type { Arena } from './arena.ts'
import { createNext } from './match.ts'
import type { Hit, Toward } from './page.ts'
import { openPieces, type Pieces } from './pieces.ts'
import { isEmpty, type Plan } from './plan.ts'
import { createText, type Text } from './text.ts'

/** Lines up to position `head` count. `at`: the end of a line shown before, the page begins next to it; without it, with line number
 *  `line`, or at the stream's start or at `head`, and all matches are counted. The page ends early when it holds `maxBytes`. */
export type Request = {
  extents: Extents
  plan: Plan
  head: number
  at: number | undefined
  line?: number
  toward: Toward
  limit: number
  context: number
  maxBytes: number
}

/** As `Paged`, with positions for cursors: `end` is the one behind the line. */
export type Reply = { hits: (Omit<Hit, 'cursor'> & { end: number })[]; hasMore: boolean; total: number }

export const scan = (arena: Arena, request: Request): Reply => {
  const pieces = openPieces(request.extents, arena)
  try {
    const text = createText(request.extents, pieces)
    const { ends, total } = collect(arena, request, pieces, text)
    const { hits, isFull } = show(request, ends.slice(0, request.limit), text)
    return { hits, hasMore: isFull || ends.length > request.limit, total }
  } finally {
    pieces.close()
  }
}

type Collected = { ends: number[]; total: number }

// `ends` nearest first, one more than the limit where there are more
const collect = (arena: Arena, request: Request, pieces: Pieces, text: Text): Collected => {
  const { extents, plan, head, line, toward, limit } = request
  const at = line === undefined ? request.at : text.startOfLine(line)
  const wanted = limit + 1
  const isAll = isEmpty(plan)
  const next = createNext(arena, plan)
  const isCounting = at === undefined && !isAll
  const ends: number[] = []
  let total = 0
  const totalOf = () => {
    // the marks may still count lines that were dropped from the front
    return isAll ? extents.lines - (text.numberOf(extents.start) - 1) : total
  }

  if (isCounting || toward === 'newer') {
    for (const block of pieces.forward(at ?? extents.start, head)) {
      for (let end = next(block, block.from); end >= 0; end = next(block, end)) {
        total++
        if (toward === 'older' || ends.length < wanted) ends.push(block.base + end)
        // of all ends only the last ones are wanted: forget the others now and then
        if (ends.length > 2 * wanted) ends.splice(0, ends.length - wanted)
        if (!isCounting && ends.length === wanted) return { ends, total: totalOf() }
      }
    }
    if (toward === 'older') ends.reverse().splice(wanted)
  } else {
    for (const block of pieces.backward(extents.start, at === undefined ? head : text.startOf(at))) {
      const inBlock: number[] = []
      for (let end = next(block, block.from); end >= 0; end = next(block, end)) inBlock.push(block.base + end)
      ends.push(...inBlock.slice(-(wanted - ends.length)).reverse())
      if (ends.length === wanted) break
    }
  }
  return { ends, total: totalOf() }
}

const show = ({ extents, head, context, maxBytes }: Request, ends: number[], text: Text) => {
  const spans: { start: number; end: number; before: string[]; after: string[] }[] = []
  let size = 0
  for (const end of ends) {
    const start = text.startOf(end)
    const before: string[] = []
    for (let to = start; before.length < context && to > extents.start; ) {
      const from = text.startOf(to)
      before.unshift(text.record(from, to))
      to = from
    }
    const after: string[] = []
    for (let from = end; after.length < context && from < head; ) {
      const to = text.endOf(from)
      after.push(text.record(from, to))
      from = to
    }
    spans.push({ start, end, before, after })
    size += end - start + [...before, ...after].reduce((sum, line) => sum + line.length, 0)
    if (size > maxBytes) break
  }
  const hits = spans
    .sort((a, b) => a.end - b.end)
    .map(({ start, end, before, after }) => ({
      end,
      line: text.numberOf(start),
      record: text.record(start, end),
      before,
      after,
    }))
  return { hits, isFull: spans.length < ends.length }
}
