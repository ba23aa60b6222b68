// log_ci: why a build is red: the lines that explain each failed step of a commit; or the log of one of them, line by line.
// Promises: what a build printed stands in fences that it cannot end; what is left out is said, with the call that reads on.
import { z } from 'zod'
import { fail } from '../../errors.ts'
import { fit } from '../budget.ts'
import { cleanLine, countOf, nextCall, shorten, textOf } from '../text.ts'
import { changed, common, defineTool, type Reply, type Rooms } from '../tool.ts'

const name = 'log_ci'

const input = z.strictObject({
  repo: z.string().min(1).describe('owner/repo'),
  sha: z.string().optional().describe('default: the newest red commit'),
  log: z.int().optional().describe('number of one log: its lines'),
  line: z.int().min(1).default(1).describe('of that log, from which on'),
  max_chars: common.max_chars,
})
type Args = z.output<typeof input>

const lineRoom = 1000
const maxLines = 500
// what stands around the block
const slack = 600

export const ciTool = defineTool(
  {
    name,
    description: 'Why a build is red: lines that explain each failed step of a commit; or lines of one log.',
    input,
  },
  (rooms) => async (args) => {
    const { shas } = await rooms.ci.shas(args.repo, { limit: 1 })
    const newest = shas[0]?.headSha
    if (newest === undefined) return nothingOf(args.repo)
    if (args.log !== undefined) return linesOf(rooms, args, args.log)
    return blockOf(rooms, args, args.sha === undefined ? newest : await rooms.ci.sha(args.repo, args.sha))
  },
)

const nothingOf = (repo: string): Reply => ({
  text: textOf({
    about: [`no failed step of ${cleanLine(repo)} was sent`],
    cuts: [],
    next: ['add the capture to its workflow: docs/ci.md has the five lines; or: spoor ci pull <owner/repo> <run>'],
  }),
})

const blockOf = async ({ ci }: Rooms, { repo, max_chars }: Args, sha: string): Promise<Reply> => {
  const [{ rows, total }, block] = await Promise.all([
    ci.rows(repo, sha, { limit: 50 }),
    // a token is four bytes, and a character may be three
    ci.prompt(repo, sha, Math.max(200, Math.floor((max_chars - slack) / 4))),
  ])
  if (block === undefined) throw fail('CI_NOT_FOUND', { repo, what: `failed step at ${sha}` })
  const seen = rows.flatMap(({ failures }) => failures.map(({ summary }) => cleanLine(summary)))
  return {
    text: [
      `${cleanLine(repo)} · ${sha} · ${countOf(total, 'failed step')}`,
      block.trimEnd(),
      textOf({
        about: [seen.length > 0 && shorten(`what failed: ${[...new Set(seen)].join('; ')}`, slack / 2).text],
        next: [rows[0] && nextCall(name, { repo, sha, log: rows[0].id, line: 1 })],
      }),
    ].join('\n'),
  }
}

const linesOf = async ({ ci }: Rooms, args: Args, log: number): Promise<Reply> => {
  const { repo, line, max_chars } = args
  const { row, lines } = await ci.log(repo, log, { line }, maxLines)
  const render = (index: number, room: number) => {
    const { number, record } = lines[index]!
    const item = shorten(`${number}: ${cleanLine(record.message)}`, Math.min(room, lineRoom))
    return { item, size: item.text.length }
  }
  const { reply } = fit(lines.length, max_chars, render, (items) => {
    const next = line + items.length
    const left = row.lines - next + 1
    return {
      text: textOf({
        about: [`log ${log} of ${cleanLine(repo)}`, `lines ${line}–${next - 1} of ${row.lines}`],
        lines: items.map(({ text }) => text),
        cuts: [
          left > 0 && countOf(left, 'more line'),
          items.some(({ missing }) => missing > 0) && 'where a line ends in …[+n]',
        ],
        next: [left > 0 && nextCall(name, { ...changed(input, args), repo, log, line: next })],
      }),
    }
  })
  return reply
}
