// Match: which rule a text is a failure by.
// Promises: a text without any rule's hint is passed over without a regular expression; rules are tried in their order, each once.
import { createPrefilter } from '../redact/prefilter.ts'
import type { Parts, Rule } from './rule.ts'

export type Match = { rule: Rule; parts: Parts }

export interface Matcher {
  /** Whether a rule may have something to do with a text, or it begins a stack. */
  mayMatch(text: string): boolean
  match(text: string): Match | undefined
}

export const createMatcher = (rules: readonly Rule[]): Matcher => {
  const anchorsOf = (hints: readonly string[]) => hints.map((like) => ({ like, ignoreCase: true }))
  const prefilter = createPrefilter([...rules.map(({ hints }) => anchorsOf(hints)), anchorsOf(stackHints)])
  return {
    mayMatch: (text) => prefilter.rules(text).length > 0,
    match(text) {
      for (const index of prefilter.rules(text)) {
        const rule = rules[index]
        const parts = rule?.find(text)
        if (rule !== undefined && parts !== undefined) return { rule, parts }
      }
      return undefined
    },
  }
}

const stackHints = [
  'error',
  'exception',
  'traceback',
  'panic',
  'goroutine ',
  'sanitizer',
  'uncaught',
  'npm err',
  'file "',
]
