// Ask: a question about a run to an answer that cites its lines.
// Promises: an answer in `askMs`, with a model or without; without one it says why, and is useful by itself. Every citation is a line of
//   the run. What a run may use of a model is bounded over all who ask.
// Leaves to others: what is looked at (gather.ts), the rules' answer (rules.ts), the model's (llm.ts); how it travels (http/, cli/, mcp/).
import { fail } from '../errors.ts'
import type { Faults } from '../lib/faults.ts'
import { runStream } from '../record/names.ts'
import type { Runs } from '../runs/runs.ts'
import { type Answer, answerOf, checkQuestion, footerOf, type Made, type Question } from './answer.ts'
import { evidenceOf } from './evidence.ts'
import { gather } from './gather.ts'
import { createLedger } from './ledger.ts'
import { createLlm, type Llm, type LlmSettings } from './llm.ts'
import type { Rooms } from './looking.ts'
import { createModel, type ModelSettings } from './model.ts'
import { readQuestion } from './question.ts'
import { rulesAnswer, type Why } from './rules.ts'
import { createTokens } from './tokens.ts'
import { within } from './within.ts'

/** `onText`: the answer as it comes; `onReset`: what came so far does not count, since the model did not come to an end. */
export type Listening = { signal: AbortSignal; onText?(text: string): void; onReset?(): void }

/** Counted since the start. */
export type AskCounts = { llm: number; rules: number; tokens: number; costUsd: number; removed: number }

export type Ask = {
  /** Errors: FIELD_INVALID, RUN_NOT_FOUND, OVERLOADED, STORE_UNAVAILABLE; the signal's reason. */
  ask(question: Question, listening: Listening): Promise<Answer>
  readonly counts: Readonly<AskCounts>
  /** Forgets what was used by runs that are gone. */
  sweep(): Promise<void>
  end(): Promise<void>
}

/** `askMs`: for all of it. `runTokens`: of a model, a run. `maxAsks`: at once. `failures`, `pauseMs`: of the model's circuit breaker. */
export type AskBounds = { askMs: number; runTokens: number; maxAsks: number; failures: number; pauseMs: number }

/** Without `model`, by rules. */
export type AskOptions = Rooms & {
  runs: Runs
  faults: Faults
  now: () => number
  bounds: AskBounds
  model?: ModelSettings & LlmSettings
}

const settleMs = 300
const bytesPerToken = 4

export const createAsk = (options: AskOptions): Ask => {
  const { store, runs, faults, now, bounds } = options
  const ledger = createLedger(store, bounds.runTokens)
  const tokens = options.model && createTokens(options.model.name, faults)
  const llm =
    tokens && createLlm({ model: createModel(options.model!, bounds, faults), tokens, ledger, faults }, options.model!)
  const counts: AskCounts = { llm: 0, rules: 0, tokens: 0, costUsd: 0, removed: 0 }
  let asking = 0

  /** The run that is meant, and what it has used. */
  const find = async (asked: string | undefined) => {
    const runId = await runs.find(asked)
    const page = await store.read(runStream(runId), {}, 1)
    if (page.entries.length === 0) throw fail('RUN_NOT_FOUND', { runId })
    return { runId, spent: await ledger.spent(runId) }
  }

  const counted = (answer: Answer): Answer => {
    counts[answer.mode]++
    counts.tokens += answer.tokenUsage.total
    counts.costUsd += answer.costUsd ?? 0
    counts.removed += answer.removed
    return answer
  }

  const answer = async (asked: Question, { signal, onText, onReset }: Listening): Promise<Answer> => {
    const beganMs = performance.now()
    const before = (ms: number) =>
      AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.ceil(beganMs + ms - performance.now())))])
    const { question, grep, maxTokens } = checkQuestion(asked)
    const { runId, spent } = await within(before(bounds.askMs), find(asked.runId)).catch(inTime(signal))
    const wanted = readQuestion(question, now())
    const isModelAsked = llm !== undefined && asked.llm !== false
    // a model needs most of the time, the rules next to none
    const lookingMs = bounds.askMs * (isModelAsked ? 0.4 : 0.9)
    const gathered = await gather(options, { runId, wanted, grep, settleMs }, before(lookingMs))
    signal.throwIfAborted()
    const evidenceWithin = (maxBytes: number) => evidenceOf(gathered, wanted.terms, maxBytes)

    let hasBegun = false
    const say = (text: string) => {
      hasBegun ||= text !== ''
      if (text !== '') onText?.(text)
    }
    const byRules = (why: Why): Made => {
      if (hasBegun) onReset?.()
      const evidence = evidenceWithin(maxTokens * bytesPerToken)
      const text = rulesAnswer(evidence, why)
      say(text)
      return { mode: 'rules', text, evidence, cited: [...evidence.lines.keys()], removed: 0, spent }
    }
    const byModel = async (ask: Llm): Promise<Made> => {
      const asking = { runId, question, maxTokens, evidenceWithin, onText: say }
      const told = await ask(asking, { signal: before(bounds.askMs), modelSignal: before(bounds.askMs * 0.95) })
      const after = told.bill?.spent ?? spent
      if ('why' in told) return { ...byRules(told.why), spent: after, bill: told.bill }
      const footer = footerOf(told, told.evidence)
      say(footer)
      return { ...told, mode: 'llm', text: told.text + footer, spent: after }
    }
    const made = isModelAsked ? await byModel(llm) : byRules(llm ? 'unwanted' : 'off')
    return counted(answerOf(made, { question, limit: ledger.limit, beganMs }))
  }

  return {
    counts,
    async ask(question, listening) {
      if (asking >= bounds.maxAsks) throw fail('OVERLOADED')
      asking++
      try {
        return await answer(question, listening)
      } finally {
        asking--
      }
    },
    sweep: () => ledger.sweep(),
    end: async () => tokens?.end(),
  }
}

/** For what a store does not say in time; who asked may also have left. */
const inTime =
  (signal: AbortSignal) =>
  (error: unknown): never => {
    signal.throwIfAborted()
    const isLate = error instanceof DOMException && error.name === 'TimeoutError'
    throw isLate ? fail('STORE_UNAVAILABLE', { reason: 'it did not answer in time' }, error) : error
  }
