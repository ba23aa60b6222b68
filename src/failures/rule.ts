// A rule: one kind of failure, how to see cheaply that it may be there, and what of it makes two of them the same.
// Leaves to others: which rules there are (rules/), those of the owner (user.ts), trying them in order (match.ts).
import type { Level } from '../record/record.ts'
import { endpointIn } from './endpoint.ts'

/** Named parts of a match; `file`, `line`, `column` and `func`, where a rule has them, are the place it happened at. */
export type Parts = { readonly [name: string]: string | undefined }

export type Rule = {
  /** Lower case, words joined by `-`. */
  id: string
  type: string
  level: Level
  /** Words, one of which is in every text it matches, in any case; none: it is tried on everything. */
  hints: readonly string[]
  /** More words, one of which is in every text it matches, too; for a rule whose hints are in many that it does not. */
  also?: readonly string[]
  /** Takes linear time. `text` may have several lines, but no frames of a stack. */
  find(text: string): Parts | undefined
  /** Parts that tell two failures of this rule apart; none: all of them are one. */
  by: readonly string[]
  /** Whether code and message count, too: false where the thing that is broken is all that matters (a host that is down). */
  isCode: boolean
}

export type RuleWords = Partial<Pick<Rule, 'by' | 'isCode'>> &
  Pick<Rule, 'id' | 'type' | 'level'> & {
    /** Separated by `|`. */
    hints: string
    also?: string
    match: RegExp
    /** What looks like it and is none. */
    not?: RegExp
    /** The host that is spoken of counts: part `host`. */
    hasHost?: boolean
  }

/** A rule out of a regular expression, which must be linear in practice (linear.test.ts). */
export const rule = ({
  id,
  type,
  level,
  hints,
  also,
  match,
  not,
  by = [],
  isCode = false,
  hasHost = false,
}: RuleWords): Rule => ({
  id,
  type,
  level,
  hints: hints.split('|'),
  ...(also === undefined ? {} : { also: also.split('|') }),
  by: hasHost ? ['host', ...by] : by,
  isCode,
  find(text) {
    const found = match.exec(text)
    if (found === null || not?.test(text)) return undefined
    return hasHost ? { ...found.groups, host: found.groups?.host ?? endpointIn(text) } : (found.groups ?? {})
  },
})
