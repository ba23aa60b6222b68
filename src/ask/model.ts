// Model: one question to an OpenAI-compatible server, streamed; a circuit breaker in front.
// Promises: never tried twice; after `failures` in a row the server is left alone for `pauseMs`, then one question tries it; an answer is
//   whole or a ModelFailure; neither the key nor what a failing server says gets into a log.
// Leaves to others: what it costs (ledger.ts), what is asked (prompt.ts), how long it may take (the signal).
import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel'
import type { OpenAI } from 'openai'
import type { Faults } from '../lib/faults.ts'
import { isTimedOut, ModelFailure } from './failure.ts'
import type { Message } from './prompt.ts'

/** `baseUrl` as in `http://127.0.0.1:11434/v1`; '' is OpenAI's. A server of one's own may need no `apiKey`. */
export type ModelSettings = { name: string; apiKey: string; baseUrl: string }

/** Tokens as the server counted them; whatever it sent that is not two whole numbers is no usage. */
export type Usage = { prompt: number; completion: number }
export type Completion = { text: string; usage?: Usage; isCut: boolean }

export type Asking = { maxTokens: number; signal: AbortSignal; onText(text: string): void }

export type Model = {
  name: string
  /** Throws ModelFailure, or the reason of a signal that was not a time-out. */
  complete(messages: Message[], asking: Asking): Promise<Completion>
}

export type Breaker = { failures: number; pauseMs: number }

export const createModel = (settings: ModelSettings, breaker: Breaker, faults: Faults): Model => {
  // loaded with the service, not with the first question
  const opening = open(settings)
  opening.catch((error) => faults.note('ask model', error))
  const policy = circuitBreaker(handleType(ModelFailure), {
    halfOpenAfter: breaker.pauseMs,
    breaker: new ConsecutiveBreaker(breaker.failures),
  })
  return {
    name: settings.name,
    async complete(messages, asking) {
      try {
        const completion = await policy.execute(async () => stream(await opening, settings.name, messages, asking))
        faults.mended('ask model')
        return completion
      } catch (error) {
        if (error instanceof BrokenCircuitError) throw new ModelFailure('paused', false, 'the circuit is open', error)
        if (error instanceof ModelFailure) faults.note('ask model', error)
        throw error
      }
    },
  }
}

const open = async ({ apiKey, baseUrl }: ModelSettings): Promise<OpenAI> => {
  const { OpenAI } = await import('openai')
  return new OpenAI({
    apiKey: apiKey === '' ? 'none' : apiKey,
    baseURL: baseUrl === '' ? 'https://api.openai.com/v1' : baseUrl,
    // nothing is taken from an environment that we do not read
    organization: null,
    project: null,
    adminAPIKey: null,
    maxRetries: 0,
    logLevel: 'off',
  })
}

// a server that never stops sending
const maxAnswerChars = 65_536

const stream = async (client: OpenAI, name: string, messages: Message[], asking: Asking): Promise<Completion> => {
  const { signal, onText } = asking
  let text = ''
  let usage: Usage | undefined
  let finish: string | undefined
  try {
    const chunks = await client.chat.completions.create(
      {
        model: name,
        messages,
        stream: true,
        stream_options: { include_usage: true },
        ...limits(name, asking.maxTokens),
      },
      { signal },
    )
    for await (const { choices, usage: reported } of chunks) {
      const [choice] = choices ?? []
      const piece = choice?.delta?.content ?? ''
      text += piece
      if (text.length > maxAnswerChars) throw new ModelFailure('failing', true, 'the answer never ends')
      if (piece !== '') onText(piece)
      finish = choice?.finish_reason ?? finish
      usage = usageOf(reported) ?? usage
    }
  } catch (error) {
    throw signal.aborted ? ended(signal) : failureOf(error, text !== '')
  }
  // the client ends an aborted stream as if it were whole
  if (signal.aborted) throw ended(signal)
  if (finish === undefined) throw new ModelFailure('failing', true, 'the answer was broken off')
  if (text.trim() === '') throw new ModelFailure('failing', true, `an empty answer (${finish.slice(0, 20)})`)
  return { text, usage, isCut: finish === 'length' }
}

/** Models that think first take no temperature, and name the bound of their answer differently. */
const limits = (name: string, maxTokens: number) =>
  /^(?:o\d|gpt-5)/.test(name)
    ? { max_completion_tokens: maxTokens, reasoning_effort: 'low' as const }
    : { max_tokens: maxTokens, temperature: 0.1 }

const usageOf = (reported: unknown): Usage | undefined => {
  const { prompt_tokens: prompt, completion_tokens: completion } = (reported ?? {}) as Record<string, unknown>
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
  return isCount(prompt) && isCount(completion) ? { prompt, completion } : undefined
}

const ended = (signal: AbortSignal): unknown =>
  isTimedOut(signal) ? new ModelFailure('slow', true, 'no whole answer in time', signal.reason) : signal.reason

// who was never connected to, or was refused by a status, has done no work
const unreached = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

const failureOf = (error: unknown, hasBegun: boolean): ModelFailure => {
  if (error instanceof ModelFailure) return error
  const { status } = error as { status?: number }
  if (typeof status === 'number') return new ModelFailure('failing', hasBegun, `HTTP ${status}`)
  const code = codeOf(error)
  return new ModelFailure(
    'failing',
    hasBegun || !unreached.includes(code),
    code === '' ? 'no answer that can be read' : code,
  )
}

const codeOf = (error: unknown): string => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (typeof code === 'string') return code.slice(0, 40)
  }
  return ''
}
