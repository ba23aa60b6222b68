// Rules: what nothing better is known of; tried last.
import { type Rule, rule } from '../rule.ts'

/** An exception of any kind, with a stack or without: chosen by what was read from the stack, not by its words. */
export const exceptionRule: Rule = rule({
  id: 'exception',
  type: 'code',
  level: 'error',
  hints: 'error|exception',
  match: /^/,
  isCode: true,
})

/** Logged as an error, by its level or in its words. */
export const loggedRule: Rule = rule({
  id: 'logged-error',
  type: 'error',
  level: 'error',
  hints: 'error',
  match: /^/,
  isCode: true,
})

export const generalRules: readonly Rule[] = [
  rule({
    id: 'error-line',
    type: 'error',
    level: 'error',
    hints: 'error: |error!|error[|fatal: |fatal!|fatal[|failure: |failure!|failure[',
    match:
      /^(?:(?:❌|✖|×|>|│|🚨)\s{1,3})?(?:error|fatal|fatal error|failure)(?:\[(?<code>[\w-]{1,40})\])?(?:: |!\s)(?=\S)(?!0\b|false\b|none\b|null\b|undefined\b|no\b)|^(?:[\w./@-]{1,60}: ){1,3}(?:fatal )?error: (?=\S)/im,
    // what compilers say last of what they have said before
    not: /\berror: (?:aborting due to|could not compile|ld returned)/,
    by: ['code'],
    isCode: true,
  }),
]
