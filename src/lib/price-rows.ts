// Price rows: the table of prices as its owner writes it, a list in spoor.config.yaml.
//
//   prices:   # USD for a million tokens; cached tokens without a price of their own cost what input costs
//     - { model: gpt-4o-mini, input: 0.15, output: 0.6 }
//     - { model: claude-sonnet-*, input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 }
import type { Price, Prices } from './price.ts'
import type { Field } from './yaml.ts'

/** Empty for a section that is not there. Throws YamlError. */
export const readPrices = (section: Field | undefined): Prices => {
  const prices = new Map<string, Price>()
  for (const item of section?.items() ?? []) {
    const fields = item.fields(['model', ...needed, ...cached])
    const model = fields.get('model')
    if (!model) throw item.wrong('needs a model')
    const name = model.text()
    if (prices.has(name)) throw model.wrong(`is ${name} a second time`)
    for (const key of needed) if (!fields.has(key)) throw item.wrong(`needs ${key}`)
    const known = [...needed, ...cached].filter((key) => fields.has(key))
    prices.set(name, Object.fromEntries(known.map((key) => [key, usd(fields.get(key)!)])) as Price)
  }
  return Object.fromEntries(prices)
}

const needed = ['input', 'output']
const cached = ['cacheRead', 'cacheWrite', 'cacheWrite1h']

const usd = (field: Field): number => {
  const price = field.number()
  if (!(price >= 0 && Number.isFinite(price))) throw field.wrong('is no price: USD for a million tokens')
  return price
}
