// Match: which rule a text is a failure by.
// Promises: a text without any rule's hint is passed over without a regular expression; rules are tried in their order, each once.

import { createWords } from '../lib/words.ts'
import type { Parts, Rule } from './rule.ts'

export type Match = { rule: Rule; parts: Parts }

/** What a text may be, judging by words alone: numbers of rules, ascending, and whether it may begin a stack. */
export type Hints = { rules: readonly number[]; isStack: boolean }

export interface Matcher {
  /** Undefined when no rule can have anything to do with a text, and it begins no stack. */
  hintsIn(text: string): Hints | undefined
  /** `hints`: of this text, or of one that it is a part of. */
  match(text: string, hints?: Hints): Match | undefined
}

/** The same matcher for the same list: building one takes longer than reading a thousand lines. */
export const matcherOf = (rules: readonly Rule[]): Matcher => {
  const known = matchers.get(rules) ?? createMatcher(rules)
  matchers.set(rules, known)
  return known
}

const matchers = new WeakMap<readonly Rule[], Matcher>()

const createMatcher = (rules: readonly Rule[]): Matcher => {
  const wordy = rules.filter(({ also }) => also !== undefined)
  const words = createWords([...rules.map(({ hints }) => hints), stackHints, ...wordy.map(({ also }) => also!)])
  const stack = rules.length
  // which group a rule needs beside its own
  const alsoOf = rules.map((rule) => (rule.also === undefined ? -1 : stack + 1 + wordy.indexOf(rule)))
  // what has no hint is tried on everything
  const always = rules.flatMap(({ hints }, index) => (hints.length === 0 ? [index] : []))
  const hintsIn = (text: string): Hints | undefined => {
    const groups = words.groupsIn(text)
    if (groups.length === 0) return always.length === 0 ? undefined : { rules: always, isStack: false }
    const isStack = groups.includes(stack)
    const hinted = groups.filter((group) => group < stack && (alsoOf[group]! < 0 || groups.includes(alsoOf[group]!)))
    if (hinted.length === 0 && always.length === 0) return isStack ? { rules: hinted, isStack } : undefined
    return { rules: always.length === 0 ? hinted : [...hinted, ...always].sort((a, b) => a - b), isStack }
  }
  return {
    hintsIn,
    match(text, hints = hintsIn(text)) {
      for (const index of hints?.rules ?? []) {
        const rule = rules[index]!
        const parts = rule.find(text)
        if (parts !== undefined) return { rule, parts }
      }
      return undefined
    },
  }
}

/** What begins a stack, whatever the rules are. */
export const stackHints = [
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
  'crit',
  'severe',
  'emerg',
  'alert',
  'fatal',
  '[err]',
  'err: ',
  'npm err',
  // levels in three and four letters, .NET's
  ' err]',
  ' err ',
  '|err|',
  'erro[',
  ' erro ',
  ' ftl]',
  '[ftl]',
  ' ftl ',
  'fata[',
  'pani[',
  'fail: ',
  'file "',
]
