// Mask: one text through all the rules that may have something to do in it.
// Promises: linear time; a rule that throws hides the whole text and is counted (fail-closed); masking twice changes nothing more.
// Leaves to others: the rules; which texts a record has (record.ts).
import type { Faults } from '../lib/faults.ts'
import { createPrefilter, type Prefilter } from './prefilter.ts'
import { mark, type Rule } from './rule.ts'

export type Mask = {
  text(text: string): string
  /** Runs `work` on a field; when it throws, `[masked:error]` is what is left of the field. */
  guarded<T>(work: () => T): T | string
  prefilter: Prefilter
}

export const createMask = (rules: readonly Rule[], faults: Faults): Mask => {
  const prefilter = createPrefilter(rules.map((rule) => rule.anchors))
  const guarded = <T>(work: () => T): T | string => {
    try {
      return work()
    } catch (error) {
      faults.note('redact', error)
      return mark('error')
    }
  }
  const masked = (text: string) => prefilter.rules(text).reduce((rest, rule) => rules[rule]!.mask(rest), text)
  return { text: (text) => guarded(() => masked(text)), guarded, prefilter }
}
