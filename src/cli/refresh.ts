// spoor refresh: a fresh run begins; the one before stays readable until its time.
// Promises: stdout is `New run ID: <id>`, which scripts and the original's users read; LOG_RUN_ID in .env.local follows, so that
//   what is started in this folder from now on writes to that run.
import { join } from 'node:path'
import type { Command } from 'commander'
import { escapeControls } from '../render/escape.ts'
import { terminalSafe } from '../render/json.ts'
import { codeIdOf } from './code-id.ts'
import { setInEnvFile } from './env-file.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'

type Options = { callback?: string; flush?: boolean; env: boolean }

export const addRefresh = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('refresh')
    .helpGroup('Manage:')
    .summary('start a new run; the old one is kept until its time')
    .description(
      'Starts a new run, which is the latest from now on, and writes its id as LOG_RUN_ID to .env.local of this folder: ' +
        'what is started here writes to that run. --run names it.',
    )
    .option('--callback <url>', 'tell this URL about issues of the new run')
    .option('--flush', 'delete the run before now')
    .option('--no-env', 'leave .env.local alone')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor refresh                  begin again, keep what was',
        '  spoor refresh --flush          begin again, delete what was',
        '  spoor refresh --no-env --json  for scripts',
      ].join('\n'),
    )
    .action((options: Options, command: Command) => refresh(openSession(command, readSettings), options))
}

const refresh = async (session: Session, { callback: callbackUrl, flush, env }: Options): Promise<void> => {
  const codeId = await codeIdOf(process.cwd())
  const answer = await session.reader.refresh({ runId: session.namedRun, callbackUrl, codeId, flush })
  const { runId, previousRunId } = answer
  // first of all: the run is there, whatever becomes of the file
  await session.print(
    session.isJson ? `${terminalSafe(JSON.stringify(answer))}\n` : `New run ID: ${escapeControls(runId)}\n`,
  )
  if (env) await setInEnvFile(join(process.cwd(), '.env.local'), 'LOG_RUN_ID', runId)
  if (env && process.env.LOG_RUN_ID !== undefined && process.env.LOG_RUN_ID !== runId) {
    session.say('LOG_RUN_ID of this shell wins over .env.local: unset LOG_RUN_ID')
  }
  if (previousRunId !== undefined) session.say(`the run before ${flush ? 'was deleted' : 'is kept'}: ${previousRunId}`)
  session.say(session.address(runId))
}
