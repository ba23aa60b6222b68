// Rules: all that come with us, in the order in which they are tried; the first that matches wins.
import type { Rule } from '../rule.ts'
import { agentRules } from './agent.ts'
import { codeRules } from './code.ts'
import { databaseRules } from './database.ts'
import { generalRules } from './general.ts'
import { httpRules } from './http.ts'
import { llmRules } from './llm.ts'
import { networkRules } from './network.ts'
import { testRules } from './runners.ts'
import { systemRules } from './system.ts'

/** A failing test before what it failed by; then what names the broken thing most exactly. */
export const builtInRules: readonly Rule[] = [
  ...testRules,
  ...llmRules,
  ...databaseRules,
  ...networkRules,
  ...httpRules,
  ...systemRules,
  ...agentRules,
  ...codeRules,
  ...generalRules,
]
