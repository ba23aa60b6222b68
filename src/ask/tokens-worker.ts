// Tokens worker: counts tokens; the entry of a thread.
// The encoding is the one the package knows for the model, else that of today's models; other makers' differ by some ten per cent.
import { parentPort } from 'node:worker_threads'
import { type EncodingName, modelToEncodingMap } from 'gpt-tokenizer/mapping'

export type TokenTask = { model: string; text: string }
export type TokenAnswer = { count: number }

const encodings = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  o200k_harmony: () => import('gpt-tokenizer/encoding/o200k_harmony'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
}

const encodingOf = (model: string) => {
  const known: Record<string, EncodingName | undefined> = modelToEncodingMap
  const name = Object.hasOwn(known, model) ? known[model] : undefined
  return name !== undefined && name in encodings ? encodings[name as keyof typeof encodings]() : encodings.o200k_base()
}

parentPort!.on('message', async ({ model, text }: TokenTask) => {
  const { countTokens } = await encodingOf(model)
  // what looks like a special token in a log is text like any other
  const count = countTokens(text, { allowedSpecial: new Set(), disallowedSpecial: new Set() })
  parentPort!.postMessage({ count } satisfies TokenAnswer)
})
