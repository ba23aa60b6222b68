// Answer: what somebody asks and what they get, as every surface has it.
// Promises: a wrong question is refused before anything is looked at.
import { fail } from '../errors.ts'
import type { Cursor } from '../store/store.ts'
import type { Evidence } from './evidence.ts'
import type { Spent } from './ledger.ts'
import { type Line, lineText } from './line.ts'
import type { Usage } from './model.ts'

/** `grep`: only lines that contain it. `maxTokens`: of evidence. `llm: false`: by rules. */
export type Question = { question: string; runId?: string; grep?: string; maxTokens?: number; llm?: boolean }

/** `line` is its number in the run; `cursor` is its place, as `GET /raw` has it. */
export type Citation = { cursor: Cursor; line: number; text: string }

/** `tokenUsage`, `costUsd` and `removed` (citations taken out) are this question's, `budget` is the run's: `costUsd` is null and `unpriced` counts
 *  tokens where the model has no price. `logCount`: lines that were shown. `processingTime` in ms. */
export type Answer = {
  question: string
  answer: string
  citations: Citation[]
  runId: string
  mode: 'llm' | 'rules'
  tokenUsage: { prompt: number; completion: number; total: number }
  budget: { used: number; limit: number; costUsd: number; unpriced: number }
  costUsd: number | null
  logCount: number
  removed: number
  processingTime: number
}

/** Of evidence, in tokens of four bytes. */
export const tokenBounds = { min: 200, default: 2500, max: 7000 } as const
const maxQuestionChars = 4000

/** Errors: FIELD_INVALID. */
export const checkQuestion = ({ question, grep, maxTokens = tokenBounds.default }: Question) => {
  const text = question.trim()
  if (text === '') throw fail('FIELD_INVALID', { field: 'question', reason: 'it is empty' })
  if (text.length > maxQuestionChars)
    throw fail('FIELD_INVALID', { field: 'question', reason: `takes at most ${maxQuestionChars} characters` })
  if (!Number.isInteger(maxTokens) || maxTokens < tokenBounds.min || maxTokens > tokenBounds.max) {
    const reason = `takes a whole number from ${tokenBounds.min} to ${tokenBounds.max}`
    throw fail('FIELD_INVALID', { field: 'maxTokens', reason })
  }
  return { question: text.toWellFormed(), grep: grep === '' ? undefined : grep, maxTokens }
}

/** An answer as it was made. `cited`: numbers of lines of the evidence. `bill`: what a model used for it; none when it was not asked. */
export type Made = {
  mode: Answer['mode']
  text: string
  evidence: Evidence
  cited: readonly number[]
  removed: number
  spent: Spent
  bill?: { usage: Usage; costUsd: number | null }
}

const maxCitationChars = 500
const noBill = { usage: { prompt: 0, completion: 0 }, costUsd: 0 }

/** `limit`: of the run, in tokens. */
export const answerOf = (made: Made, about: { question: string; limit: number; beganMs: number }): Answer => {
  const { mode, text, evidence, cited, removed, spent } = made
  const { usage, costUsd } = made.bill ?? noBill
  return {
    question: about.question,
    answer: text,
    citations: cited.map((number) => citationOf(evidence.lines.get(number)!)),
    runId: evidence.of.runId,
    mode,
    tokenUsage: { ...usage, total: usage.prompt + usage.completion },
    budget: { used: spent.tokens, limit: about.limit, costUsd: spent.costUsd, unpriced: spent.unpriced },
    costUsd,
    logCount: evidence.lines.size,
    removed,
    processingTime: Math.round((performance.now() - about.beganMs) * 1000) / 1000,
  }
}

const citationOf = (line: Line): Citation => ({
  cursor: line.cursor,
  line: line.number,
  text: lineText(line, maxCitationChars),
})

export type Proof = { cited: readonly number[]; removed: number; isCut: boolean }

/** What is said below a model's answer; '' when it is whole and proven. */
export const footerOf = ({ cited, removed, isCut }: Proof, { of: { cut } }: Evidence): string =>
  [
    ...(isCut ? ['The answer was cut off: it was too long.'] : []),
    ...(cut === undefined ? [] : [`Not everything was looked at: ${cut}.`]),
    ...(removed > 0
      ? [
          `${removed} ${removed === 1 ? 'citation' : 'citations'} of lines that were not shown ${removed === 1 ? 'was' : 'were'} removed.`,
        ]
      : []),
    ...(cited.length === 0 ? ['No line is cited: nothing here proves this answer.'] : []),
  ]
    .map((sentence) => `\n\n(${sentence})`)
    .join('')
