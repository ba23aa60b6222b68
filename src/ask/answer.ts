// Answer: what somebody asks and what they get, as every surface has it.
// Promises: a wrong question is refused before anything is looked at.
import { fail } from '../errors.ts'
import type { Cursor } from '../store/store.ts'
import type { Evidence } from './evidence.ts'
import { lineText } from './line.ts'

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

const maxCitationChars = 500

export const citationsOf = ({ lines }: Evidence, numbers: readonly number[]): Citation[] =>
  numbers.map((number) => {
    const line = lines.get(number)!
    return { cursor: line.cursor, line: number, text: lineText(line, maxCitationChars) }
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
