// Match: which rule a text is a failure by.
// Promises: a text without any rule's hint is passed over without a regular expression; rules are tried in their order, each once.
import { createPrefilter } from '../redact/prefilter.ts'
import type { Anchor } from '../redact/rule.ts'
import type { Parts, Rule } from './rule.ts'

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
  const isNarrow = (hint: string) => /^[\x20-\x7e]+$/.test(hint)
  const anchorsOf = (hints: readonly string[]) => hints.filter(isNarrow).map(anchorOf)
  const prefilter = createPrefilter([...rules.map(({ hints }) => anchorsOf(hints)), anchorsOf(stackHints)])
  // letters beyond ASCII are rare: most texts are stored without room for them, and are passed over at once
  const wide = rules.flatMap(({ hints }, index) =>
    hints.filter((hint) => !isNarrow(hint)).map((hint) => [hint, index] as const),
  )

  const hinted = (text: string): number[] => {
    const indices = prefilter.rules(text)
    const more = wide.filter(([hint]) => text.includes(hint)).map(([, index]) => index)
    return more.length === 0 ? indices : [...new Set([...indices, ...more])].sort((a, b) => a - b)
  }

  return {
    mayMatch: (text) => hinted(text).length > 0,
    match(text) {
      for (const index of hinted(text)) {
        const rule = rules[index]
        const parts = rule?.find(text)
        if (rule !== undefined && parts !== undefined) return { rule, parts }
      }
      return undefined
    },
  }
}

// in an anchor, `[` begins a class and `?` is any byte
const anchorOf = (hint: string): Anchor => ({ like: hint.replace(/[[?]/g, '[$&]'), ignoreCase: true })

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
  'npm err',
  'file "',
]
