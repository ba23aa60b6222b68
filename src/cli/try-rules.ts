// Try rules: reads the rules of a file, lists them, and runs their examples.
// Promises: without a service; a mistake in the file is named by its line and key, exit code 2.
import { SpoorError } from '../errors.ts'
import { checkExamples, type Mistake } from '../failures/examples.ts'
import { builtInExamples } from '../failures/rules/examples/examples.ts'
import { builtInRules } from '../failures/rules/rules.ts'
import { noUserRules, type UserRules, withUserRules } from '../failures/user.ts'
import { escapeControls } from '../render/escape.ts'
import { terminalSafe } from '../render/json.ts'
import { readSettings, usualFile } from '../settings.ts'
import { CliError, exitCodes } from './failure.ts'
import type { Session } from './session.ts'

export const listRules = async (session: Session, file: string | undefined): Promise<void> => {
  const own = readFile(file) ?? noUserRules
  for (const { id, type, level } of withUserRules(builtInRules, own)) {
    const whose = own.examples.has(id) ? 'yours' : 'built in'
    const line = session.isJson
      ? terminalSafe(JSON.stringify({ id, type, level, whose }))
      : escapeControls(`${id.padEnd(26)} ${level.padEnd(5)} ${type.padEnd(14)} ${whose}`)
    await session.print(`${line}\n`)
  }
}

export const tryRules = async (session: Session, file: string | undefined, isAll: boolean): Promise<void> => {
  const own = readFile(file)
  if (own === undefined && !isAll)
    throw new CliError(exitCodes.usage, `there is no ${usualFile} here`, 'name a file, or try those of spoor: --all')
  const { examples, off } = own ?? noUserRules
  const theirs = [...builtInExamples].filter(([id]) => isAll && !off.includes(id) && !examples.has(id))
  const cases = new Map([...examples, ...theirs])
  const mistakes = checkExamples(withUserRules(builtInRules, own ?? noUserRules), cases)
  for (const mistake of mistakes) {
    const line = session.isJson ? terminalSafe(JSON.stringify(mistake)) : escapeControls(sentenceOf(mistake), '\n\t')
    await session.print(`${line}\n`)
  }
  const count = [...cases.values()].reduce((sum, each) => sum + each.examples.length + each.counterExamples.length, 0)
  session.say(`${count - mistakes.length} of ${count} examples of ${cases.size} rules are as they should be`)
  if (mistakes.length > 0) process.exitCode = exitCodes.error
}

const sentenceOf = ({ rule, text, kind, found }: Mistake): string => {
  const instead = found.length === 0 ? 'nothing was found' : `found by ${found.join(', ')}`
  const what = kind === 'example' ? `should be one failure of ${rule}` : `should be none of ${rule}`
  return `${what}, ${instead}:\n  ${text.replaceAll('\n', '\n  ')}`
}

// undefined when nobody named a file and the usual one is not there
const readFile = (file: string | undefined): UserRules | undefined => {
  try {
    const settings = readSettings(file ?? usualFile)
    if (settings === undefined && file !== undefined)
      throw new CliError(exitCodes.usage, `${file} cannot be read: it is not there`)
    return settings?.rules
  } catch (error) {
    if (!(error instanceof SpoorError)) throw error
    throw new CliError(exitCodes.usage, error.message, error.hint, error)
  }
}
