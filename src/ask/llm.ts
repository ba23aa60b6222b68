// LLM: an answer by a model from the evidence, within the tokens of the run.
// Promises: reserved before the model is asked, with the model's own tokenizer; put right by what the server reports, where that can
//   be; a citation of what was not shown is taken out. Whatever stands in the way of an answer is a reason, not an error.
import type { Faults } from '../lib/faults.ts'
import { costOf, type Prices } from '../lib/price.ts'
import type { Proof } from './answer.ts'
import { createCiteFilter } from './cite.ts'
import type { Evidence } from './evidence.ts'
import { isTimedOut, ModelFailure } from './failure.ts'
import type { Ledger, Spent } from './ledger.ts'
import type { Completion, Model, Usage } from './model.ts'
import { evidenceText, type Message, promptFor } from './prompt.ts'
import type { Why } from './rules.ts'
import type { Tokens } from './tokens.ts'
import { within } from './within.ts'

/** What one question used, and its run until now, when that is known. */
export type Bill = { usage: Usage; costUsd: number | null; spent?: Spent }

/** No `bill`: nothing was asked of a model. */
export type Told = ({ text: string; evidence: Evidence; bill: Bill } & Proof) | { why: Why; bill?: Bill }

export type LlmRooms = { model: Model; tokens: Tokens; ledger: Ledger; faults: Faults }

/** `systemPrompt`: instead of our own; the rules about data and citations always follow it. */
export type LlmSettings = { systemPrompt?: string; prices: Prices }

/** `maxTokens` of evidence; `evidenceWithin`: the evidence in so many bytes. */
export type LlmAsked = {
  runId: string
  question: string
  maxTokens: number
  evidenceWithin(maxBytes: number): Evidence
  onText(text: string): void
}

/** `modelSignal` comes a little earlier, so that its answer can be counted. */
export type Signals = { signal: AbortSignal; modelSignal: AbortSignal }

export type Llm = (asked: LlmAsked, signals: Signals) => Promise<Told>

const answerTokens = 700
const bytesPerToken = 4
// less evidence than this is not worth a question
const leastTokens = 300
const maxFits = 5

export const createLlm = ({ model, tokens, ledger, faults }: LlmRooms, { systemPrompt, prices }: LlmSettings): Llm => {
  const count = async (messages: Message[], signal: AbortSignal) => {
    const text = messages.map(({ role, content }) => `${role}${content}`).join('')
    // what stands around each message and in front of the answer, as OpenAI counts it
    return 3 + 3 * messages.length + (await tokens.count(text, signal))
  }

  /** With less evidence where the run has less left, or where tokens are small. Undefined when too little would be left of it. */
  const fit = async ({ runId, question, maxTokens, evidenceWithin }: LlmAsked, signal: AbortSignal) => {
    const left = ledger.limit - (await ledger.spent(runId)).tokens - answerTokens
    const least = Math.min(leastTokens, maxTokens / 2) * bytesPerToken
    for (let bytes = maxTokens * bytesPerToken, fits = 1; ; fits++) {
      const evidence = evidenceWithin(bytes)
      const size = await tokens.count(evidenceText(evidence), signal)
      const messages = promptFor(question, evidence, systemPrompt)
      const prompt = await count(messages, signal)
      const isLast = fits === maxFits
      if (prompt <= left && (size <= maxTokens || isLast)) return { evidence, messages, prompt }
      const room = left - (prompt - size)
      // a little less: lines go in whole, and the next size may be the same otherwise
      bytes = Math.floor((0.9 * bytes * Math.min(maxTokens, room)) / size)
      if (isLast || (room < maxTokens && bytes < least)) return undefined
    }
  }

  /** Undefined when the run has not enough left. Throws ModelFailure for what else is in the way. */
  const prepare = async (asked: LlmAsked, signal: AbortSignal) => {
    const preparing = fit(asked, signal).then(async (fitting) => {
      const isReserved = fitting && (await ledger.reserve(asked.runId, fitting.prompt + answerTokens))
      return isReserved ? fitting : undefined
    })
    try {
      return await within(signal, preparing)
    } catch (error) {
      if (signal.aborted && !isTimedOut(signal)) throw error
      faults.note('ask model', error)
      throw new ModelFailure(signal.aborted ? 'slow' : 'failing', false, 'it could not be prepared', error)
    }
  }

  const settle = async (runId: string, prompt: number, usage: Usage, signal: AbortSignal): Promise<Bill> => {
    const costUsd = costOf(prices, model.name, { input: usage.prompt, output: usage.completion }) ?? null
    const used = { tokens: usage.prompt + usage.completion, costUsd }
    try {
      const spent = await within(signal, ledger.settle(runId, prompt + answerTokens, used))
      faults.mended('ask ledger')
      return { usage, costUsd, spent }
    } catch (error) {
      // the answer is there; what was reserved stays counted
      if (signal.aborted && !isTimedOut(signal)) throw error
      faults.note('ask ledger', error)
      return { usage, costUsd }
    }
  }

  const usageOf = async ({ text, usage }: Completion, prompt: number, signal: AbortSignal): Promise<Usage> => {
    // when there is no time left to count: as everywhere else
    const late = () => Math.ceil(Buffer.byteLength(text) / bytesPerToken)
    const completion = await tokens.count(text, signal).catch(late)
    return believed(usage, { prompt, completion }, faults)
  }

  return async (asked, { signal, modelSignal }) => {
    const { runId, onText } = asked
    let prompt = 0
    try {
      const fitting = await prepare(asked, signal)
      if (!fitting) return { why: 'budget' }
      prompt = fitting.prompt
      const { evidence, messages } = fitting
      const filter = createCiteFilter((line) => evidence.lines.has(line))
      let text = ''
      const show = (safe: string) => {
        text += safe
        if (safe !== '') onText(safe)
      }
      const onPiece = (piece: string) => show(filter.push(piece))
      const completion = await model.complete(messages, {
        maxTokens: answerTokens,
        signal: modelSignal,
        onText: onPiece,
      })
      show(filter.end())
      const usage = await usageOf(completion, prompt, signal)
      const { cited, removed } = filter
      return {
        text,
        evidence,
        cited,
        removed,
        isCut: completion.isCut,
        bill: await settle(runId, prompt, usage, signal),
      }
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error
      if (prompt === 0) return { why: error.why }
      // nobody said what it cost: it may have been all of what was reserved
      const usage = error.isCharged ? { prompt, completion: answerTokens } : { prompt: 0, completion: 0 }
      return { why: error.why, bill: await settle(runId, prompt, usage, signal) }
    }
  }
}

/** What the server says, unless that cannot be: tokenizers of other makers differ, but not by more than a factor of two, and hidden
 *  thinking counts, but within what was asked for. */
const believed = (reported: Usage | undefined, own: Usage, faults: Faults): Usage => {
  if (!reported) return own
  const isLikely = (value: number, least: number, most: number) => value >= least / 2 && value <= most * 2
  const isPlausible =
    isLikely(reported.prompt, own.prompt, own.prompt) &&
    isLikely(reported.completion, own.completion, Math.max(answerTokens, own.completion))
  if (isPlausible) {
    faults.mended('ask usage')
    return reported
  }
  const said = `${reported.prompt} + ${reported.completion} tokens were reported`
  faults.note('ask usage', `${said}, ${own.prompt} + ${own.completion} counted`)
  return own
}
