// spoor doctor: looks at everything that has to be right, and says what to do about what is not.
// Promises: it changes nothing in the log; works with the service down; exit code 1 when something fails.
// Leaves to others: what is looked at (checks.ts).
import type { Command } from 'commander'
import { escapeControls } from '../render/escape.ts'
import { terminalSafe } from '../render/json.ts'
import { type Finding, findings } from './checks.ts'
import { exitCodes } from './failure.ts'
import { openSession } from './session.ts'
import type { ReadSettings } from './settings.ts'

export const addDoctor = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('doctor')
    .helpGroup('Manage:')
    .summary('look at everything that has to be right')
    .description(
      'Checks Node, configuration, the service, its clock, the runs and the data folder. Writes no log line.',
    )
    .addHelpText('after', '\nExamples:\n  spoor doctor\n  spoor doctor --json | jq \'select(.status != "ok")\'')
    .action(async (_options: object, command: Command) => {
      // wrong settings end here as they end every command: with their names, exit code 2
      const session = openSession(command, readSettings)
      let hasFailed = false
      for await (const finding of findings(session)) {
        hasFailed ||= finding.status === 'fail'
        await session.print(session.isJson ? `${terminalSafe(JSON.stringify(finding))}\n` : lineOf(finding))
      }
      if (hasFailed) process.exitCode = exitCodes.error
    })
}

const lineOf = ({ status, what, found, todo }: Finding): string => {
  const line = `${status.padEnd(5)} ${what.padEnd(9)} ${found}${todo === undefined ? '' : `  — ${todo}`}`
  return `${escapeControls(line)}\n`
}
