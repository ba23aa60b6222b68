// log_issue: one failure: how often and where, and the lines around one time it was seen.
// Promises: the lines are those of the log, with their numbers; where they are gone, that is said.
import { z } from 'zod'
import { isCode } from '../../errors.ts'
import type { IssueView, Sample } from '../../issues/issue.ts'
import { runStream } from '../../record/names.ts'
import type { Start } from '../../search/page.ts'
import type { Search } from '../../search/search.ts'
import type { Store } from '../../store/store.ts'
import { fit } from '../budget.ts'
import { issueLine } from '../issue-text.ts'
import { showLine } from '../line.ts'
import { clean, cleanLine, count, countOf, nextCall, said, shorten, textOf } from '../text.ts'
import { common, defineTool } from '../tool.ts'

const input = z.strictObject({
  id: z.string().min(1).describe('fingerprint of log_issues, or its first digits'),
  run: common.run,
  max_chars: common.max_chars,
})

const context = 10
const maxSampleLines = 100
const lineRoom = 1000
const maxSources = 5

export const issueTool = defineTool(
  {
    name: 'log_issue',
    description: `One issue: sources, trend, runs it was seen in, suspected place, and a sample ±${context} lines.`,
    input,
  },
  ({ issues, runs, search, store }) =>
    async ({ id, run: asked, max_chars }, signal) => {
      const run = await runs.findBegun(asked)
      const issue = await issues.one(run, id)
      const sample = issue.samples[0]
      const lines = sample ? await linesOf(search, store, runStream(run), sample, signal) : []
      const facts = [...factsOf(issue), ...(lines.length === 0 ? [shorten(clean(issue.message), lineRoom).text] : [])]
      const render = (index: number, room: number) => {
        const { line, record, isSample } = lines[index]!
        const mark = isSample ? ':' : '-'
        const item = showLine(line, record, { mark, detail: 'concise', room: Math.min(room, lineRoom) })
        return { item, size: item.text.length }
      }
      const { reply } = fit(lines.length, max_chars, render, (shown) => {
        const missing = shown.reduce((sum, one) => sum + one.missing, 0)
        const left = lines.length - shown.length
        const inOrder = shown.toSorted((a, b) => a.line - b.line)
        return {
          text: textOf({
            about: [`run ${run}`, `issue ${issue.fingerprint}`, lines.length === 0 && 'its lines are no longer kept'],
            lines: [...facts, ...inOrder.map(({ text }) => text)],
            cuts: [
              left > 0 && `${countOf(left, 'line')} around the sample`,
              missing > 0 && `${count(missing)} characters where a line ends in …[+n]`,
            ],
            next: [
              lines[0] && nextCall('log_read', { run, around: lines[0].line }),
              nextCall('log_query', { run, question: `What causes ${issue.fingerprint}?` }),
            ],
          }),
        }
      })
      return reply
    },
)

type Line = { line: number; record: string; isSample: boolean }

/** The sample's lines, then those around it, nearest first; none when they are gone. */
const linesOf = async (
  search: Search,
  store: Store,
  stream: string,
  { cursor, lines }: Sample,
  signal: AbortSignal,
): Promise<Line[]> => {
  const most = Math.min(lines, maxSampleLines)
  const ask = (start: Start, limit: number) => search.search(store, stream, { order: 'oldest', start, limit }, signal)
  try {
    const first = (await ask(cursor === '' ? { line: 1 } : { after: cursor }, 1)).found[0]?.line
    if (first === undefined) return []
    const from = Math.max(1, first - context)
    const end = first + most
    const { found } = await ask({ line: from }, end + context - from)
    const distance = (line: number) => Math.max(first - line, line - end + 1, 0)
    return found
      .map(({ line, record }) => ({ line, record, isSample: line >= first && line < end }))
      .sort((a, b) => distance(a.line) - distance(b.line))
  } catch (error) {
    if (isCode(error, 'CURSOR_GONE')) return []
    throw error
  }
}

const factsOf = (issue: IssueView): string[] => {
  const sources = Object.entries(issue.sources).sort(([, a], [, b]) => b - a)
  const named = sources.slice(0, maxSources).map(([source, seen]) => `${cleanLine(source)} ${count(seen)}`)
  const more = sources.length - named.length
  return [
    shorten(issueLine(issue, 'detailed'), lineRoom).text,
    said([
      `rule ${cleanLine(issue.rule)}`,
      `sources ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
      issue.trend.length > 1 && `trend in slices of ${countOf(Math.round(issue.trendMs / 1000), 'second')}`,
    ]).join(' · '),
  ]
}
