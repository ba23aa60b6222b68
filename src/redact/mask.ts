// Mask: one text through all the rules that may have something to do in it.
// Promises: linear time; a rule that throws hides the whole text and is counted (fail-closed); masking twice changes nothing more.
// Leaves to others: the rules; which texts a record has (record.ts).
import type { Faults } from '../lib/faults.ts'
import { createPrefilter, type Prefilter } from './prefilter.ts'
import { mark, type Rule } from './rule.ts'

const maxRounds = 4

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
  const once = (text: string) => prefilter.rules(text).reduce((rest, rule) => rules[rule]!.mask(rest), text)
  // a mark may lay bare what was hidden in a longer name before: look again until nothing changes
  const masked = (text: string): string => {
    let before = text
    for (let round = 0; round < maxRounds; round++) {
      const after = once(before)
      if (after === before) break
      before = after
    }
    return before
  }
  return { text: (text) => guarded(() => masked(text)), guarded, prefilter }
}
