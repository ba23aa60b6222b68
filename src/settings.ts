// Settings: the file spoor.config.yaml, for what does not fit a variable: rules of the owner, what a model is told and costs,
// whose CI logs are taken.
// Promises: read at the start; what is wrong is told by line and key, and stops it. Which sections there are, is said here only.
// Leaves to others: what a section may hold (failures/user.ts, ask/user.ts, ci/user.ts).
import { readFileSync } from 'node:fs'
import type { LlmSettings } from './ask/llm.ts'
import { noAskSettings, readAskSettings } from './ask/user.ts'
import { type CiSettings, noCiSettings, readCiSettings } from './ci/user.ts'
import { fail } from './errors.ts'
import { builtInRules } from './failures/rules/rules.ts'
import { noUserRules, readUserRules, type UserRules } from './failures/user.ts'
import { readSections, YamlError } from './lib/yaml.ts'

/** `rulesText`: the section of `rules` as JSON, for a thread that reads it again. */
export type Settings = { rules: UserRules; rulesText?: string; ask: LlmSettings; ci: CiSettings }

/** Where it is looked for, unless another place is named. */
export const usualFile = 'spoor.config.yaml'

/** `file` is for the error. Errors: SETTINGS_INVALID. */
export const settingsIn = (text: string, file: string): Settings => {
  const ids = builtInRules.map(({ id }) => id)
  try {
    const {
      rules,
      ask = noAskSettings,
      ci = noCiSettings,
    } = readSections(text, {
      rules: (section) => ({ rules: readUserRules(section, ids), rulesText: JSON.stringify(section.json()) }),
      ask: readAskSettings,
      ci: readCiSettings,
    })
    return { rules: noUserRules, ...rules, ask, ci }
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw fail('SETTINGS_INVALID', { file, line: error.line, reason: error.message }, error)
  }
}

/** Undefined when it is not there. Errors: SETTINGS_INVALID, SETTINGS_UNREADABLE. */
export const readSettings = (file: string): Settings | undefined => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fail('SETTINGS_UNREADABLE', { file, reason: (error as Error).message }, error)
  }
  return settingsIn(text, file)
}
