// log_search: the lines of a run that match, page by page.
// Promises: the total is exact; every match comes once over the pages of one query; a line that is shortened says by how much.
import { z } from 'zod'
import { fail, isCode } from '../../errors.ts'
import { runStream } from '../../record/names.ts'
import { levels } from '../../record/record.ts'
import { cursorBehind, type Found, type Query } from '../../search/search.ts'
import { fit, mostLines } from '../budget.ts'
import { type Detail, type Shown, showLine } from '../line.ts'
import { readCursor, writeCursor } from '../page.ts'
import { mustBeThere } from '../run.ts'
import { count, countOf, nextCall, shownOf, textOf } from '../text.ts'
import { changed, common, defineTool } from '../tool.ts'

const name = 'log_search'

const input = z.strictObject({
  run: common.run,
  grep: z.string().optional().describe('literal text'),
  regex: z.string().optional().describe('JavaScript; (?i) in front ignores case'),
  level: z.enum(levels).optional(),
  source: z.string().optional(),
  since: z.string().optional().describe('ISO-8601'),
  until: z.string().optional(),
  context: z.int().min(0).max(20).default(2).describe('lines around a match'),
  order: z.enum(['newest', 'oldest']).default('newest'),
  limit: z.int().min(1).max(500).default(50),
  cursor: z.string().optional(),
  response_format: common.response_format,
  max_chars: common.max_chars,
})

export const searchTool = defineTool(
  {
    name,
    description:
      'Lines of a run that match all that is given, with the exact total. `L120:` is a match and its line number, `L119-` context.',
    input,
  },
  ({ store, runs, search }) =>
    async (args, signal) => {
      const run = await runs.find(args.run)
      const stream = runStream(run)
      const { grep, regex, level, source, since: from, until: to, context, order, response_format, max_chars } = args
      const { before, cursor } = readCursor(args.cursor)
      const limit = Math.min(args.limit, mostLines(max_chars))
      const query: Query = { grep, regex, level, source, from, to, context, order, limit, cursor }
      const result = await search.search(store, stream, query, signal).catch(inOurWords)
      const { found, total } = result
      if (total === 0) await mustBeThere(store, run)
      const show = showing(found, response_format)

      const { reply } = fit(found.length, max_chars, show, (groups) => {
        const behind = before + groups.length
        // without a group this is as long as it gets
        const last = found[groups.length - 1] ?? found.at(-1)
        const isCut = last !== undefined && behind < total
        const again = { ...changed(input, args), run }
        const goOn =
          isCut && nextCall(name, { ...again, cursor: writeCursor(behind, cursorBehind(stream, query, result, last)) })
        const short = groups.flatMap(({ shown }) => shown).filter(({ missing }) => missing > 0)
        const left = groups.reduce((sum, group) => sum + group.left, 0)
        return {
          text: textOf({
            about: [`run ${run}`, shownOf(before, groups.length, total, 'match', 'matches'), `${order} first`],
            lines: groups.flatMap(({ shown }) => shown.map(({ text }) => text)),
            cuts: [
              isCut && `${countOf(total - behind, 'more match', 'more matches')}`,
              left > 0 && `${countOf(left, 'line')} of context`,
              short.length > 0 &&
                `${count(short.reduce((sum, { missing }) => sum + missing, 0))} characters where a line ends in …[+n]`,
            ],
            next: [
              goOn,
              short[0] && nextCall('log_read', { run, from: short[0].line, to: short[0].line }),
              last ? nextCall('log_read', { run, around: found[0]!.line }) : nextCall('log_read', { run, tail: 50 }),
            ],
          }),
        }
      })
      return reply
    },
)

// the search says from and to, which mean lines to an agent
const inOurWords = (error: unknown): never => {
  if (!isCode(error, 'FIELD_INVALID')) throw error
  const field = { from: 'since', to: 'until' }[String(error.params.field)] ?? error.params.field!
  throw fail('FIELD_INVALID', { ...error.params, field }, error)
}

/** A match with its context; `left`: lines of context there was no room for. */
type Group = { shown: Shown[]; left: number }

// of one line, where many are shown
const lineRoom = { concise: 400, detailed: 4000 }

const showing = (found: Found[], detail: Detail) => {
  const hits = new Set(found.map(({ line }) => line))
  // what was shown with one match is not shown again with the next
  const seen = new Set<number>()
  return (index: number, room: number) => {
    const { line, record, before, after } = found[index]!
    if (index === 0) seen.clear()
    const most = Math.min(room, lineRoom[detail])
    const group: Group = { shown: [showLine(line, record, { mark: ':', detail, room: most })], left: 0 }
    const around = [
      ...before.map((text, at) => ({ line: line - before.length + at, text })),
      ...after.map((text, at) => ({ line: line + 1 + at, text })),
    ].filter((one) => !hits.has(one.line) && !seen.has(one.line))
    let size = group.shown[0]!.text.length
    for (const one of around) {
      const context = showLine(one.line, one.text, { mark: '-', detail, room: most })
      if (size + 1 + context.text.length > room) {
        group.left++
        continue
      }
      size += 1 + context.text.length
      seen.add(one.line)
      group.shown.push(context)
    }
    group.shown.sort((a, b) => a.line - b.line)
    return { item: group, size }
  }
}
