// Examples: what a rule finds and what it must not, run as a log would be.
import { createFinder } from './find.ts'
import type { Rule } from './rule.ts'

/** Texts of one event each, as a program prints them. `counterExamples` look like it, and are no failures of the rule. */
export type Examples = { examples: readonly string[]; counterExamples: readonly string[] }

/** What is not as it should be. `found`: ids of the rules that found something. */
export type Mistake = { rule: string; text: string; kind: 'example' | 'counter-example'; found: string[] }

/** Tries the examples of every rule among all `rules`, in their order. */
export const checkExamples = (rules: readonly Rule[], cases: ReadonlyMap<string, Examples>): Mistake[] =>
  [...cases].flatMap(([rule, { examples, counterExamples }]) => [
    ...examples
      .map((text): Mistake => ({ rule, text, kind: 'example', found: rulesFinding(rules, text) }))
      .filter(({ found }) => found.length !== 1 || found[0] !== rule),
    ...counterExamples
      .map((text): Mistake => ({ rule, text, kind: 'counter-example', found: rulesFinding(rules, text) }))
      .filter(({ found }) => found.includes(rule)),
  ])

/** The rules that find something in a text whose lines come one by one, at level info. */
export const rulesFinding = (rules: readonly Rule[], text: string): string[] => {
  const finder = createFinder({ rules })
  const lines = text.split('\n')
  const failures = lines.flatMap((message, i) =>
    finder.take(
      { ts: '2026-01-02T03:04:05.678Z', level: 'info', source: 'example', message },
      String(i),
      String(i + 1),
    ),
  )
  return [...failures, ...finder.flush()].map(({ rule }) => rule)
}
