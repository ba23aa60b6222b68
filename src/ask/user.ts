// User: what the owner of the service says about asking; the section `ask` of spoor.config.yaml.
//
//   ask:
//     systemPrompt: You answer in one sentence.
//     prices:
//       - { model: gpt-4o-mini, input: 0.15, output: 0.6 }   # USD for a million tokens
//
// Leaves to others: the form of the file (lib/yaml.ts).
import type { Field } from '../lib/yaml.ts'
import type { LlmSettings } from './llm.ts'
import type { Prices } from './price.ts'

export const noAskSettings: LlmSettings = { prices: {} }

const maxPromptChars = 8000

/** Throws YamlError. */
export const readAskSettings = (section: Field): LlmSettings => {
  const fields = section.fields(['systemPrompt', 'prices'])
  const prompt = fields.get('systemPrompt')
  const systemPrompt = prompt?.text()
  if (prompt && systemPrompt!.length > maxPromptChars) throw prompt.wrong(`is longer than ${maxPromptChars} characters`)
  return { systemPrompt, prices: pricesOf(fields.get('prices')) }
}

const pricesOf = (section: Field | undefined): Prices => {
  const prices: Record<string, Prices[string]> = {}
  for (const item of section?.items() ?? []) {
    const fields = item.fields(['model', 'input', 'output'])
    const model = fields.get('model')
    if (!model) throw item.wrong('needs a model')
    const name = model.text()
    if (Object.hasOwn(prices, name)) throw model.wrong(`is ${name} a second time`)
    prices[name] = { input: usd(item, fields, 'input'), output: usd(item, fields, 'output') }
  }
  return prices
}

const usd = (item: Field, fields: Map<string, Field>, key: string): number => {
  const field = fields.get(key)
  if (!field) throw item.wrong(`needs ${key}`)
  const price = field.number()
  if (!(price >= 0 && Number.isFinite(price))) throw field.wrong('is no price: USD for a million tokens')
  return price
}
