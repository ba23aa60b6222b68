// Rules: the answer without a language model: what is wrong, what matches, what happened just before, how to read on.
// Promises: it says that no model answered and why; it says what was looked at when there is nothing to say; Markdown that reads well
//   as text.

import { clock, code, type Evidence, fenced, linesInWords } from './evidence.ts'
import type { Counted } from './gather.ts'

/** Why no model answered. `budget`: the run's tokens are used; `paused`: it failed again and again and is left alone for a while. */
export type Why = 'off' | 'unwanted' | 'slow' | 'failing' | 'paused' | 'budget'

const reasons: Record<Why, string> = {
  off: 'no language model is set (OPENAI_API_KEY, OPENAI_BASE_URL)',
  unwanted: 'no language model was wanted',
  slow: 'the language model did not answer in time',
  failing: 'the language model failed',
  paused: 'the language model failed several times and is left alone for a moment',
  budget: 'the tokens that a run may use are spent',
}

export const rulesAnswer = (evidence: Evidence, why: Why): string =>
  [heading(evidence, why), wrong(evidence), matching(evidence), shown(evidence), readOn(evidence)]
    .filter((part) => part !== '')
    .join('\n\n')

const heading = ({ of: { runId, total, newest, cut } }: Evidence, why: Why): string => {
  const size = total === undefined ? '' : `, ${linesInWords(total)}`
  const until = newest ? `, up to ${clock(newest.record.ts)} UTC` : ''
  const missing = cut === undefined ? '' : ` Not everything was looked at: ${cut}.`
  return `Answered by rules, since ${reasons[why]}. Run ${runId}${size}${until}.${missing}`
}

const wrong = ({ of: { issues, issueTotal, isCurrent, cut }, issues: texts }: Evidence): string => {
  const late = isCurrent || cut !== undefined ? '' : ' The newest lines are still being looked through for more.'
  if (issues.length === 0) return cut === undefined ? `**What is wrong:** no issue was found.${late}` : ''
  const ofAll = issueTotal > issues.length ? ` (${issues.length} of ${issueTotal} issues)` : ''
  return [`**What is wrong**${ofAll}${late}`, ...texts.map((text, i) => `${i + 1}. ${text}`)].join('\n')
}

const matching = ({ matches }: Evidence): string =>
  matches.length === 0 ? '' : ['**What matches**', ...matches.map((text) => `- ${text}`)].join('\n')

const shown = (evidence: Evidence): string => {
  if (evidence.chosen.length === 0) return ''
  return [`**The lines**${before(evidence)}`, fenced(evidence.listing)].join('\n')
}

/** What stands in the block just before the first new issue, named: it is what one looks for first. */
const before = ({ of: { issues }, lines }: Evidence): string => {
  const at = issues.find(({ issue, at }) => issue.state === 'new' && at !== undefined && lines.has(at))?.at
  if (at === undefined) return ''
  let first = at
  while (lines.has(first - 1)) first--
  return first === at ? '' : `: just before the first new issue came [L${first}] to [L${at - 1}]`
}

const readOn = ({ of: { runId, counted, issues } }: Evidence): string => {
  const found = counted.find(({ total }) => total > 0)
  const told = issues.find(({ at }) => at !== undefined)
  const commands = [
    ...(found ? [`spoor raw ${runId} ${filterOf(found)} -C 5`] : []),
    ...(told ? [`spoor raw ${runId} -g ${quoted(firstWords(told.issue.summary))} -C 10`] : []),
  ]
  return `**Read on:** ${(commands.length > 0 ? commands : [`spoor raw ${runId} -n 200`]).map(code).join(' or ')}`
}

/** A word was looked for without its first letter, so that either case of it is found. */
const filterOf = ({ term: { said }, needle }: Counted): string => {
  const first = said[0]!.toLowerCase()
  const isTail = needle !== said && said.slice(1).startsWith(needle)
  return isTail ? `-e ${quoted(`[${first.toUpperCase()}${first}]${needle}`)}` : `-g ${quoted(needle)}`
}

// a summary may be masked or cut behind its first words
const firstWords = (text: string) => text.split(/\s+/).slice(0, 3).join(' ')

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
