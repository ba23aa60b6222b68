// Match: which rule a text is a failure by.
// Promises: a text without any rule's hint is passed over without a regular expression; rules are tried in their order, each once.
import type { Parts, Rule } from './rule.ts'
import { createWords } from './words.ts'

export type Match = { rule: Rule; parts: Parts }

export interface Matcher {
  /** Whether a rule may have something to do with a text, or it begins a stack. */
  mayMatch(text: string): boolean
  match(text: string): Match | undefined
}

/** The same matcher for the same list: building one takes longer than reading a thousand lines. */
export const matcherOf = (rules: readonly Rule[]): Matcher => {
  const known = matchers.get(rules) ?? createMatcher(rules)
  matchers.set(rules, known)
  return known
}

const matchers = new WeakMap<readonly Rule[], Matcher>()

const createMatcher = (rules: readonly Rule[]): Matcher => {
  const words = createWords([...rules.map(({ hints }) => hints), stackHints])
  // what has no hint is tried on everything
  const always = rules.flatMap(({ hints }, index) => (hints.length === 0 ? [index] : []))
  const indicesFor = (text: string): number[] => {
    const hinted = words.groupsIn(text)
    return always.length === 0 ? hinted : [...hinted, ...always].sort((a, b) => a - b)
  }
  return {
    mayMatch: (text) => always.length > 0 || words.has(text),
    match(text) {
      for (const index of indicesFor(text)) {
        const rule = rules[index]
        const parts = rule?.find(text)
        if (rule !== undefined && parts !== undefined) return { rule, parts }
      }
      return undefined
    },
  }
}

// what begins a stack, whatever the rules are
const stackHints = [
  ':in `',
  ":in '",
  '"level":50',
  '"level":60',
  'error',
  'exception',
  'traceback',
  'panic',
  'goroutine ',
  'sanitizer',
  'uncaught',
  'critical',
  'severe',
  'emerg',
  'npm err',
  'file "',
]
