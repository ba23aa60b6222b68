// User: what the owner of the service says about asking; the section `ask` of spoor.config.yaml.
//
//   ask:
//     systemPrompt: You answer in one sentence.
//     prices:   what models cost, these and those that agents use
//
// Leaves to others: the form of the file (lib/yaml.ts), of prices (lib/price-rows.ts).
import { readPrices } from '../lib/price-rows.ts'
import type { Field } from '../lib/yaml.ts'
import type { LlmSettings } from './llm.ts'

export const noAskSettings: LlmSettings = { prices: {} }

const maxPromptChars = 8000

/** Throws YamlError. */
export const readAskSettings = (section: Field): LlmSettings => {
  const fields = section.fields(['systemPrompt', 'prices'])
  const prompt = fields.get('systemPrompt')
  const systemPrompt = prompt?.text()
  if (prompt && systemPrompt!.length > maxPromptChars) throw prompt.wrong(`is longer than ${maxPromptChars} characters`)
  return { systemPrompt, prices: readPrices(fields.get('prices')) }
}
