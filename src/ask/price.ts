// Price: what an answer cost, by a table of one's own.
import type { Usage } from './model.ts'

/** USD for a million tokens, by the name of the model. */
export type Prices = { readonly [model: string]: { readonly input: number; readonly output: number } }

/** Null when the table does not know the model. A dated name (`…-2024-07-18`) costs what its model does, unless it is in the table. */
export const costOf = (prices: Prices, model: string, { prompt, completion }: Usage): number | null => {
  const name = [model, model.replace(/-\d{4}-\d\d-\d\d$/, '')].find((known) => Object.hasOwn(prices, known))
  if (name === undefined) return null
  const { input, output } = prices[name]!
  return (prompt * input + completion * output) / 1e6
}
