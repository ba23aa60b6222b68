// log_query: a question about a run, answered with the lines that prove it.
// Promises: whatever was made of log text stands in the fence; the answer says who gave it and what it cost.
import { z } from 'zod'
import { type Answer, tokenBounds } from '../../ask/answer.ts'
import { fit } from '../budget.ts'
import { clean, cleanLine, count, countOf, nextCall, shorten, textOf } from '../text.ts'
import { changed, common, defineTool } from '../tool.ts'

const input = z.strictObject({
  question: z.string().min(1).max(4000),
  run: common.run,
  grep: z.string().optional().describe('only lines with this text'),
  max_tokens: z.int().min(tokenBounds.min).max(tokenBounds.max).default(tokenBounds.default).describe('of evidence'),
  max_chars: common.max_chars,
})

// a line that is cited is there to be recognised
const lineRoom = 400

export const queryTool = defineTool(
  {
    name: 'log_query',
    description:
      'Answers a question about a run, citing lines. Works without a language model too, then by rules; it says which.',
    input,
  },
  ({ ask, runs }) =>
    async ({ question, run: asked, grep, max_tokens: maxTokens, max_chars }, signal) => {
      const runId = await runs.find(asked)
      const answer = await ask({ question, runId, grep, maxTokens }, { signal })
      const { runId: run, mode } = answer
      // the rules show the lines they cite by themselves
      const citations = mode === 'llm' ? answer.citations : []
      const render = (index: number, room: number) => {
        const cited = citations[index - 1]
        const item = cited
          ? shorten(`L${cited.line}: ${cleanLine(cited.text)}`, Math.min(room, lineRoom))
          : shorten(clean(answer.answer), room)
        return { item, size: item.text.length }
      }
      const { reply } = fit(1 + citations.length, max_chars, render, (parts) => {
        const missing = parts[0]?.missing ?? 0
        const left = citations.length - Math.max(0, parts.length - 1)
        return {
          text: textOf({
            about: [`run ${run}`, ...spent(answer)],
            lines: parts.map(({ text }) => text),
            cuts: [
              missing > 0 && `${count(missing)} characters of the answer`,
              left > 0 && `${countOf(left, 'cited line')}: ${lineNumbers(citations.slice(-left))}`,
            ],
            next: [
              missing > 0 &&
                nextCall('log_query', {
                  ...changed(input, { grep, max_tokens: maxTokens }),
                  question,
                  run,
                  max_chars: 40_000,
                }),
              answer.citations[0] && nextCall('log_read', { run, around: answer.citations[0].line }),
              nextCall('log_issues', { run }),
            ],
          }),
        }
      })
      return reply
    },
)

// enough to read them by log_read
const maxNumbers = 20

const lineNumbers = (citations: Answer['citations']): string => {
  const more = citations.length - maxNumbers
  const numbers = citations.slice(0, maxNumbers).map(({ line }) => `L${line}`)
  return `${numbers.join(' ')}${more > 0 ? ` and ${more} more` : ''}`
}

const spent = ({ mode, tokenUsage, budget, costUsd, logCount }: Answer): string[] => [
  mode === 'llm' ? 'answered by a language model' : 'answered by rules, without a language model',
  `from ${countOf(logCount, 'line')}`,
  `${count(tokenUsage.total)} tokens, ${count(budget.used)} of ${count(budget.limit)} of this run used`,
  costUsd === null ? 'at a price that is not set' : `$${costUsd}`,
]
