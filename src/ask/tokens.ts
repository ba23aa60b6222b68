// Tokens: how many a text has for a model, counted in a thread of its own: the tables take a third of a second to load, and a line
// of one long word is slow to split.
// Promises: nothing is loaded before the first text is counted.
import { extname } from 'node:path'
import type { Faults } from '../lib/faults.ts'
import { createThread } from '../lib/thread.ts'
import type { TokenAnswer, TokenTask } from './tokens-worker.ts'

export type Tokens = {
  /** Rejects with the signal's reason, or when the thread died. */
  count(text: string, signal: AbortSignal): Promise<number>
  end(): Promise<void>
}

// .ts in development, .js when compiled, as this file
const entry = new URL(`./tokens-worker${extname(import.meta.url)}`, import.meta.url)

export const createTokens = (model: string, faults: Faults): Tokens => {
  const thread = createThread<TokenTask, TokenAnswer>(entry, 'tokens', faults)
  // a thread takes one task at a time; who asks for one is bounded by who may ask at all
  let turn: Promise<unknown> = Promise.resolve()
  return {
    count(text, signal) {
      const counting = turn.then(() => thread.run({ model, text }, signal))
      turn = counting.catch(() => undefined)
      return counting.then(({ count }) => count)
    },
    end: () => thread.stop(),
  }
}
