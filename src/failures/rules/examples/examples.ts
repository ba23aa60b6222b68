// Examples of all rules that come with us.
import type { Examples } from '../../examples.ts'
import { codeExamples } from './code.ts'
import { databaseExamples } from './database.ts'
import { networkExamples } from './network.ts'
import { serviceExamples } from './services.ts'
import { systemExamples } from './system.ts'

/** By the id of the rule. */
export const builtInExamples: ReadonlyMap<string, Examples> = new Map(
  [networkExamples, systemExamples, databaseExamples, serviceExamples, codeExamples].flatMap(Object.entries),
)
