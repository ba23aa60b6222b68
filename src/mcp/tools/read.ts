// log_read: lines of a run by their numbers, or its last ones, as they are.
// Promises: in the order of the run; every line comes once over the pages; one that is too long for a reply is read on by `char`.
import { z } from 'zod'
import { fail } from '../../errors.ts'
import { runStream } from '../../record/names.ts'
import { cursorBehind, type Query } from '../../search/search.ts'
import { fit, mostLines } from '../budget.ts'
import { type Shown, showLine } from '../line.ts'
import { mustBeThere } from '../run.ts'
import { count, countOf, nextCall, textOf } from '../text.ts'
import { changed, common, defineTool } from '../tool.ts'

const name = 'log_read'
const maxLines = 1000
const aroundLines = 20

const input = z.strictObject({
  run: common.run,
  from: z.int().min(1).max(1e15).optional().describe('line number'),
  to: z.int().min(1).max(1e15).optional(),
  around: z.int().min(1).max(1e15).optional().describe(`this line ±${aroundLines}`),
  tail: z.int().min(1).max(1e15).optional().describe('the last so many'),
  char: z.int().min(0).max(1e9).optional().describe('of line `from`, begin here'),
  cursor: z.string().optional(),
  response_format: common.response_format,
  max_chars: common.max_chars,
})

type Args = z.output<typeof input>

export const readTool = defineTool(
  {
    name,
    description: 'Lines of a run verbatim: from–to, around a line, or the tail (default: the last 50).',
    input,
  },
  ({ store, runs, search }) =>
    async (args, signal) => {
      const run = await runs.find(args.run)
      const stream = runStream(run)
      const { cursor, char, max_chars, response_format: detail } = args
      const { from, to = Number.POSITIVE_INFINITY, tail } = spanOf(args)
      const wanted = tail ?? (cursor === undefined ? to - from + 1 : maxLines)
      const query: Query = {
        order: tail === undefined ? 'oldest' : 'newest',
        limit: Math.min(wanted, maxLines, mostLines(max_chars)),
        cursor,
        ...(tail === undefined && cursor === undefined && { start: { line: from } }),
      }
      const result = await search.search(store, stream, query, signal)
      const { total, hasMore } = result
      if (total === 0) await mustBeThere(store, run)
      const found = result.found.filter(({ line }) => line <= to)
      const render = (index: number, room: number) => {
        const { line, record } = found[index]!
        const item = showLine(line, record, { mark: ':', detail, room, skip: index === 0 ? char : undefined })
        return { item, size: item.text.length }
      }

      const { reply } = fit(found.length, max_chars, render, (shown) => {
        // without a line this is as long as it gets
        const last = found[shown.length - 1] ?? found.at(-1)
        const isCut = last !== undefined && (shown.length < found.length || hasMore)
        const more = tail === undefined ? Math.min(to, total) - (last?.line ?? 0) : tail - shown.length
        const left = isCut ? Math.max(0, tail === undefined ? more : Math.min(more, last.line - 1)) : 0
        const again = {
          ...changed(input, { response_format: detail, max_chars }),
          run,
          ...(tail === undefined ? Number.isFinite(to) && { to } : { tail: left }),
        }
        const short = shown.find(({ missing }) => missing > 0)
        return {
          text: textOf({
            about: [`run ${run}`, spanned(shown, total)],
            lines: (tail === undefined ? shown : shown.toReversed()).map(({ text }) => text),
            cuts: [
              left > 0 && countOf(left, tail === undefined ? 'more line' : 'earlier line'),
              short && `${count(short.missing)} characters of line ${short.line}`,
            ],
            next: [
              short && nextCall(name, { run, from: short.line, to: short.line, char: short.next }),
              left > 0 && last && nextCall(name, { ...again, cursor: cursorBehind(stream, query, result, last) }),
              found.length === 0 && nextCall(name, { run, tail: 50 }),
            ],
          }),
        }
      })
      return reply
    },
)

const spanned = (shown: Shown[], total: number): string => {
  const lines = shown.map(({ line }) => line)
  if (lines.length === 0) return `none of ${countOf(total, 'line')}`
  return `lines ${Math.min(...lines)}–${Math.max(...lines)} of ${count(total)}`
}

/** Which lines are meant; `tail` wins where it is there. Errors: FIELD_INVALID. */
const spanOf = ({ from, to, around, tail, char, cursor }: Args): { from: number; to?: number; tail?: number } => {
  const named = Object.entries({ 'from and to': from ?? to, around, tail }).filter(([, value]) => value !== undefined)
  if (named.length > 1) throw invalid(named[1]![0], `it does not go with ${named[0]![0]}`)
  if (char !== undefined && (from === undefined || cursor !== undefined)) throw invalid('char', 'it goes with from')
  if (from !== undefined && to !== undefined && to < from) throw invalid('to', 'it lies before from')
  if (around !== undefined) return { from: Math.max(1, around - aroundLines), to: around + aroundLines }
  if (from === undefined && to === undefined && cursor === undefined) return { from: 1, tail: tail ?? 50 }
  return { from: from ?? 1, to, tail }
}

const invalid = (field: string, reason: string) => fail('FIELD_INVALID', { field, reason })
