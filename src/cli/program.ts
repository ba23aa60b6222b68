// Program: the command tree of `spoor`; which words there are, and how it ends.
// Promises: stdout is data, stderr is talk; exit codes are those of failure.ts; a mistyped word exits 2 and says what was meant; a
//   reader that leaves early (`| head`) ends a command quietly.
// Leaves to others: what the commands do (a file each); reading the configuration (main.ts).
import { Command } from 'commander'
import { version } from '../lib/version.ts'
import { failureOf } from './failure.ts'
import type { ReadSettings } from './settings.ts'

type Add = (root: Command, readSettings: ReadSettings, args: string[]) => void

/** In the order of the help. Each is loaded alone: most of a short command's time would go to loading the others. */
const commands: Record<string, () => Promise<Add>> = {
  serve: async () => addServe,
  worker: async () => addWorker,
  init: async () => (await import('./init.ts')).addInit,
  run: async () => (await import('./run.ts')).addRun,
  pipe: async () => (await import('./pipe.ts')).addPipe,
  import: async () => (await import('./import.ts')).addImport,
  tail: async () => (await import('./tail.ts')).addTail,
  raw: async () => (await import('./raw.ts')).addRaw,
  fingerprint: async () => (await import('./fingerprint.ts')).addFingerprint,
  excerpt: async () => (await import('./excerpt.ts')).addExcerpt,
  issues: async () => (await import('./issues.ts')).addIssues,
  ci: async () => (await import('./ci.ts')).addCi,
  tasks: async () => (await import('./tasks.ts')).addTasks,
  task: async () => (await import('./task.ts')).addTask,
  ask: async () => (await import('./ask.ts')).addAsk,
  refresh: async () => (await import('./refresh.ts')).addRefresh,
  rules: async () => (await import('./rules.ts')).addRules,
  mcp: async () => (await import('./mcp.ts')).addMcp,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  completion: async () => (await import('./completion.ts')).addCompletion,
}

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
    const root = await programOf(readSettings, args)
    if (isRequest(args)) await (await import('./completions.ts')).complete(root, args.slice(2), readSettings)
    else await root.parseAsync(args, { from: 'user' })
  } catch (error) {
    const { text, exitCode } = failureOf(error)
    process.stderr.write(text)
    process.exitCode = exitCode
  }
}

const programOf = async (readSettings: ReadSettings, args: string[]): Promise<Command> => {
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
  const adds = await Promise.all(neededFor(args[0]).map((load) => load()))
  for (const add of adds) add(root, readSettings, args)
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

/** Options before the command, a mistyped one, help and completions: all of them may be meant. */
const neededFor = (word = ''): (() => Promise<Add>)[] =>
  Object.hasOwn(commands, word) ? [commands[word]!] : Object.values(commands)

/** Whether a shell asks, not a person. */
const isRequest = (args: string[]): boolean => args[0] === 'complete' && args[1] === '--'

const addServe: Add = (root) => {
  root
    .command('serve')
    .helpGroup('Start:')
    .summary('start the service')
    .description('Starts the service and serves until Ctrl-C. Settings come from the environment, see docs/config.md.')
    .addHelpText('after', '\nExamples:\n  spoor serve\n  SPOOR_PORT=4000 SPOOR_DATA=~/logs spoor serve')
    .action(async () => (await import('./serve.ts')).serve())
}

const addWorker: Add = (root) => {
  root
    .command('worker')
    .helpGroup('Start:')
    .summary('take a share of looking at runs, beside a service on Redis')
    .description(
      'Counts what goes wrong in runs that are kept in Redis, as any number of processes may. Settings as for serve.',
    )
    .addHelpText('after', '\nExample:\n  REDIS_URL=redis://127.0.0.1 spoor worker')
    .action(async () => (await import('./serve.ts')).work())
}
