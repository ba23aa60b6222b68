// Program: the command tree of `spoor`; which words there are, and how it ends.
// Promises: stdout is data, stderr is talk; exit codes are those of failure.ts; a mistyped word exits 2 and says what was meant; a
//   reader that leaves early (`| head`) ends a command quietly.
// Leaves to others: what the commands do (a file each); reading the configuration (main.ts).
import { Command } from 'commander'
import { version } from '../lib/version.ts'
import { addAsk } from './ask.ts'
import { addCi } from './ci.ts'
import { addCompletion, isRequest } from './completion.ts'
import { addDoctor } from './doctor.ts'
import { addExcerpt } from './excerpt.ts'
import { failureOf } from './failure.ts'
import { addFingerprint } from './fingerprint.ts'
import { addImport } from './import.ts'
import { addInit } from './init.ts'
import { addIssues } from './issues.ts'
import { addMcp } from './mcp.ts'
import { addPipe } from './pipe.ts'
import { addRaw } from './raw.ts'
import { addRefresh } from './refresh.ts'
import { addRules } from './rules.ts'
import { addRun } from './run.ts'
import type { ReadSettings } from './settings.ts'
import { addTail } from './tail.ts'
import { addTask } from './task.ts'
import { addTasks } from './tasks.ts'

/** Runs one command and sets the exit code of the process. Never throws. `args`: without node and script. */
export const runCli = async (args: string[], readSettings: ReadSettings): Promise<void> => {
  // nobody is left to be told
  process.stderr.on('error', () => undefined)
  // whoever reads our output may stop reading: that is no failure of ours
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  })
  try {
    if (isRequest(args))
      await (await import('./completions.ts')).complete(programOf(readSettings, args), args.slice(2), readSettings)
    else await programOf(readSettings, args).parseAsync(args, { from: 'user' })
  } catch (error) {
    const { text, exitCode } = failureOf(error)
    process.stderr.write(text)
    process.exitCode = exitCode
  }
}

const programOf = (readSettings: ReadSettings, args: string[]): Command => {
  const root = new Command('spoor')
    .description('The log of an AI coding agent’s work: send it, keep it, read it.')
    .option('--server <url>', 'where the service is (default: SPOOR_URL, else http://127.0.0.1:3002)')
    .option('--run <id>', 'which run (default: LOG_RUN_ID, else the latest)')
    .option('--json', 'one JSON value a line on stdout')
    .option('--no-color', 'no colour, as with NO_COLOR=1')
    .option('-q, --quiet', 'no talk on stderr, only errors')
    .version(version(), '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'spoor: ')) })
    .showHelpAfterError('(spoor --help shows every command, spoor <command> --help its options and examples)')
    .exitOverride()
  root
    .command('serve')
    .helpGroup('Start:')
    .summary('start the service')
    .description('Starts the service and serves until Ctrl-C. Settings come from the environment, see docs/config.md.')
    .addHelpText('after', '\nExamples:\n  spoor serve\n  SPOOR_PORT=4000 SPOOR_DATA=~/logs spoor serve')
    // only here is the service loaded: the other commands start without it
    .action(async () => (await import('./serve.ts')).serve())
  root
    .command('worker')
    .helpGroup('Start:')
    .summary('take a share of looking at runs, beside a service on Redis')
    .description(
      'Counts what goes wrong in runs that are kept in Redis, as any number of processes may. Settings as for serve.',
    )
    .addHelpText('after', '\nExample:\n  REDIS_URL=redis://127.0.0.1 spoor worker')
    .action(async () => (await import('./serve.ts')).work())
  for (const add of [
    addInit,
    addRun,
    addPipe,
    addImport,
    addTail,
    addRaw,
    addFingerprint,
    addExcerpt,
    addIssues,
    addCi,
    addTasks,
    addTask,
    addAsk,
    addRefresh,
    addRules,
    addMcp,
    addDoctor,
    addCompletion,
  ])
    add(root, readSettings, args)
  return root.addHelpText(
    'after',
    [
      '\nExamples:',
      '  spoor run -- npm test          keep the output of a command',
      '  spoor tail                     watch it come in',
      '  spoor raw -g error | head      find something in it',
      '\nExit codes: 0 ok, 1 error, 2 usage, 3 not found, 4 service unreachable, 5 new issues (--exit-status); run: those of its command.',
    ].join('\n'),
  )
}
