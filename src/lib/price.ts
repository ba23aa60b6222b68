// Price: what tokens of a model cost, by one table of the owner's.
// Promises: pure; no price is guessed: a model that no row names has none. Every token is charged once.
// Leaves to others: reading the table from a file (price-rows.ts), which tokens a caller used.
//
//   gpt-4o            the model of this name, also with a date behind it (…-2024-07-18, …-20240718), unless that has a row of its own
//   claude-sonnet-*   every model that begins so; of several rows the longest beginning

/** USD for a million tokens. A kind of cached token without a price of its own costs what input costs; `cacheWrite1h`: what `cacheWrite` does. */
export type Price = {
  readonly input: number
  readonly output: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
  readonly cacheWrite1h?: number
}

/** By the name of a model, or its beginning and `*`. */
export type Prices = { readonly [model: string]: Price }

/** `input` without what was read from or written to a cache; `cacheWrite1h` is part of `cacheWrite`. */
export type TokenCounts = {
  readonly input: number
  readonly output: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
  readonly cacheWrite1h?: number
}

/** In USD. Undefined when the table does not know the model. */
export const costOf = (prices: Prices, model: string, tokens: TokenCounts): number | undefined => {
  const price = priceOf(prices, model)
  if (price === undefined) return undefined
  const { input, output, cacheRead = 0, cacheWrite = 0 } = tokens
  const hour = Math.min(tokens.cacheWrite1h ?? 0, cacheWrite)
  const write = price.cacheWrite ?? price.input
  return (
    (input * price.input +
      output * price.output +
      cacheRead * (price.cacheRead ?? price.input) +
      (cacheWrite - hour) * write +
      hour * (price.cacheWrite1h ?? write)) /
    1e6
  )
}

export const priceOf = (prices: Prices, model: string): Price | undefined => {
  const named = [model, model.replace(/-\d{4}-?\d\d-?\d\d$/, '')].find((name) => Object.hasOwn(prices, name))
  if (named !== undefined) return prices[named]
  let longest = ''
  for (const pattern in prices) {
    if (pattern.length > longest.length && pattern.endsWith('*') && model.startsWith(pattern.slice(0, -1))) {
      longest = pattern
    }
  }
  return longest === '' ? undefined : prices[longest]
}
