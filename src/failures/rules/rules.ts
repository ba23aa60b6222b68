// Rules: all that come with us, in the order in which they are tried; the first that matches wins.
import type { Rule } from '../rule.ts'
import { codeRules } from './code.ts'
import { generalRules } from './general.ts'
import { networkRules } from './network.ts'
import { systemRules } from './system.ts'

export const builtInRules: readonly Rule[] = [...networkRules, ...systemRules, ...codeRules, ...generalRules]
