// Expression: `${{ … }}` of workflows, as far as our files and their callers use it: names, strings, ||, &&, ==, !, and five functions.
// Promises: what it cannot read is an error, never an empty text.
// Source: GitHub's "Evaluate expressions in workflows and actions": a missing property is null, and null becomes '' in a text; || and &&
//   give one of their operands.
// Leaves to others: which contexts there are where (job.ts).

export type Value = string | number | boolean | null | { [key: string]: Value } | Value[]

/** What an expression sees: `github`, `inputs`, …; and how the job stands. */
export type Contexts = { [name: string]: Value }
export type Standing = { hasFailed: boolean; isCancelled: boolean }

/** The text with every `${{ }}` replaced. */
export const interpolate = (text: string, contexts: Contexts, standing: Standing): string =>
  text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, inner: string) => asText(evaluate(inner, contexts, standing)))

/** Whether a step with this `if:` runs: success() is asked too, unless the condition asks for the status itself. */
export const isMet = (condition: string | undefined, contexts: Contexts, standing: Standing): boolean => {
  const isFine = !standing.hasFailed && !standing.isCancelled
  if (condition === undefined) return isFine
  const inner = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition)?.[1] ?? condition
  const asksItself = /\b(?:success|failure|cancelled|always)\(\)/.test(inner)
  return (asksItself || isFine) && isTrue(evaluate(inner, contexts, standing))
}

export const evaluate = (text: string, contexts: Contexts, standing: Standing): Value => {
  const tokens = [...text.matchAll(/\s*('(?:[^']|'')*'|\|\||&&|==|[!(),]|\d+|[\w.-]+|\S)/g)].map((found) => found[1]!)
  let at = 0
  const take = () => tokens[at++]
  const isNext = (token: string) => tokens[at] === token && ++at > 0
  const wrong = (): never => {
    throw new Error(`cannot read the expression ${text.trim()} at ${tokens[at - 1] ?? 'its end'}`)
  }

  const either = (): Value => {
    let value = both()
    while (isNext('||')) {
      const other = both()
      value = isTrue(value) ? value : other
    }
    return value
  }
  const both = (): Value => {
    let value = equal()
    while (isNext('&&')) {
      const other = equal()
      value = isTrue(value) ? other : value
    }
    return value
  }
  const equal = (): Value => {
    const value = single()
    return isNext('==') ? asText(value).toLowerCase() === asText(single()).toLowerCase() : value
  }
  const single = (): Value => {
    const token = take() ?? wrong()
    if (token === '!') return !isTrue(single())
    if (token === '(') {
      const value = either()
      return isNext(')') ? value : wrong()
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
    if (/^\d+$/.test(token)) return Number(token)
    if (isNext('(')) return called(token)
    return /^[A-Za-z_][\w.-]*$/.test(token) ? lookUp(token) : wrong()
  }
  const called = (name: string): Value => {
    const argument = isNext(')') ? undefined : either()
    if (argument !== undefined && !isNext(')')) wrong()
    const { hasFailed, isCancelled } = standing
    if (name === 'toJSON' && argument !== undefined) return JSON.stringify(argument, null, 2)
    if (name === 'always') return true
    if (name === 'cancelled') return isCancelled
    if (name === 'failure') return hasFailed && !isCancelled
    if (name === 'success') return !hasFailed && !isCancelled
    return wrong()
  }
  const lookUp = (path: string): Value => {
    const [context, ...keys] = path.split('.')
    if (!(context! in contexts)) throw new Error(`there is no context ${context} here: ${text.trim()}`)
    return keys.reduce<Value>(
      (value, key) =>
        value !== null && typeof value === 'object' && !Array.isArray(value) ? (value[key] ?? null) : null,
      contexts[context!]!,
    )
  }

  const value = either()
  return at === tokens.length ? value : wrong()
}

const isTrue = (value: Value): boolean => value !== null && value !== false && value !== 0 && value !== ''

const asText = (value: Value): string => (value === null ? '' : typeof value === 'object' ? 'Object' : `${value}`)
