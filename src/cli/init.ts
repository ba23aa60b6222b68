// spoor init: a project gets what it needs to log here: where the service is, a logger, six scripts. Asks first.
// Promises: nothing is overwritten, and nothing written that was not shown before; each file is written whole; a second time has
//   nothing to do.
// Leaves to others: what the folder is (init/project.ts), what would be written (init/plan.ts).
import { type Command, Option } from 'commander'
import { escapeControls } from '../render/escape.ts'
import { type Change, writeChange } from './change.ts'
import { CliError, exitCodes } from './failure.ts'
import { type Plan, planFor } from './init/plan.ts'
import { lookAt, type Project } from './init/project.ts'
import { type Logger, loggers } from './init/snippets.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'

type Options = { yes?: boolean; dryRun?: boolean; logger?: Logger | 'none' }

export const addInit = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('init')
    .helpGroup('Start:')
    .summary('set this project up to log here; asks first')
    .description(
      [
        'Writes into this folder what a project needs: SPOOR_URL in .env.local, a file with a winston or pino logger, the scripts ' +
          'log:agent, log:refresh, log:ask, log:raw, log:issues and log:tail in package.json, .env.local in .gitignore.',
        'It shows what it would write and asks. What is there stays as it is; a second time has nothing to do.',
      ].join('\n\n'),
    )
    .option('-y, --yes', 'write without asking, for scripts')
    .option('--dry-run', 'only show what would be written')
    .addOption(
      new Option('--logger <name>', 'write this logger (default: the one it depends on)').choices([...loggers, 'none']),
    )
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor init                         shows, asks, writes',
        '  spoor init --yes --logger pino     for scripts',
        '  spoor init --server http://10.0.0.5:3002 --dry-run',
      ].join('\n'),
    )
    .action((options: Options, command: Command) => init(openSession(command, readSettings), options))
}

const init = async (session: Session, { yes, dryRun, logger }: Options): Promise<void> => {
  const project = lookAt(process.cwd())
  const mayAsk = process.stdin.isTTY === true && session.isTerminal && !yes && !dryRun
  const chosen = logger ?? (await loggerFor(project, mayAsk))
  const plan = planFor(project, session.place.url, chosen === 'none' ? undefined : chosen)
  await session.print(summaryOf(plan))
  if (plan.changes.length === 0) return session.say('nothing to do')
  if (dryRun) return session.say('nothing was written')
  if (!yes && !mayAsk) {
    throw new CliError(
      exitCodes.usage,
      'nothing was written: there is no terminal to ask',
      'spoor init --yes writes it',
    )
  }
  const wanted = mayAsk ? await askWhich(plan.changes) : plan.changes
  if (wanted.length === 0) throw new CliError(exitCodes.error, 'nothing was written')
  for (const change of wanted) await writeChange(project.folder, change)
  session.say(`wrote ${wanted.map(({ file }) => file).join(', ')}; next: spoor doctor`)
}

const loggerFor = async ({ loggers: found }: Project, mayAsk: boolean): Promise<Logger | 'none'> => {
  if (found.length === 1 || !mayAsk) return found[0] ?? 'none'
  const { isCancel, select } = await import('@clack/prompts')
  const options = [...loggers, 'none' as const].map((value) => ({ value }))
  const chosen = await select<Logger | 'none'>({ message: 'Which logger shall send to Spoor?', options })
  if (isCancel(chosen)) throw new CliError(exitCodes.error, 'nothing was written')
  return chosen
}

/** Those that were left ticked; none when it was broken off. */
const askWhich = async (changes: Change[]): Promise<Change[]> => {
  const { isCancel, multiselect } = await import('@clack/prompts')
  const options = changes.map(({ file }) => ({ value: file }))
  const initialValues = changes.map(({ file }) => file)
  const chosen = await multiselect({ message: 'Write these?', options, initialValues, required: false })
  return isCancel(chosen) ? [] : changes.filter(({ file }) => chosen.includes(file))
}

const summaryOf = ({ changes, notes }: Plan): string =>
  [
    ...changes.flatMap(({ file, before, added }) => [
      `${before === undefined ? 'new' : 'add to'} ${file}`,
      ...added.map((line) => `  + ${line}`),
    ]),
    ...notes.map((note) => `note: ${note}`),
  ]
    .map((line) => `${escapeControls(line)}\n`)
    .join('')
