// spoor excerpt: the log of a failed job on stdin to the few lines that explain it.
// Promises: no service is asked; never more than the budget; memory is bounded however long the log is.
// Leaves to others: which lines (excerpt/).
import { createReadStream } from 'node:fs'
import type { Command } from 'commander'
import type { Excerpt, ExcerptLine } from '../excerpt/excerpt.ts'
import { escapeControls } from '../render/escape.ts'
import { terminalSafe } from '../render/json.ts'
import { CliError, exitCodes } from './failure.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { whole } from './values.ts'

type Options = { budget: number; explain?: boolean; green?: string }

export const addExcerpt = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('excerpt')
    .helpGroup('Read:')
    .summary('print the few lines of a failed log that explain the failure')
    .description(
      'Reads the log of a failed CI job or step from stdin and prints what explains the failure: the cause first kept, then what stands ' +
        'around it, each cut marked with the numbers of its lines. Works without the service, for every kind of log.',
    )
    .option('--budget <tokens>', 'at most so many tokens; a token is 4 bytes', whole(10, 1_000_000), 2000)
    .option('--green <file>', 'the log of the same step when it did not fail: what stands there, too, is no cause')
    .option('--explain', 'why each line was kept')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  gh run view 123 --log-failed | spoor excerpt',
        '  spoor excerpt --budget 1000 < job.log',
        '  spoor excerpt --green last-green.log < job.log',
        '  spoor excerpt --json < job.log | jq .lines[].why',
      ].join('\n'),
    )
    .action((options: Options, command: Command) => print(openSession(command, readSettings), options))
}

const print = async (session: Session, { budget, explain = false, green }: Options): Promise<void> => {
  // only here: the other commands start without it
  const { excerpt } = await import('../excerpt/excerpt.ts')
  const { greenOf } = await import('../excerpt/green.ts')
  const evidence = green === undefined ? undefined : await greenOf(bytesOf(green))
  const found = await excerpt(process.stdin, { budgetTokens: budget, green: evidence })
  if (session.isJson) return session.print(`${terminalSafe(JSON.stringify(found))}\n`)
  const text = explain ? found.lines.map(explained).join('\n') : found.text
  if (text !== '') await session.print(`${escapeControls(text, '\n\t')}\n`)
  session.say(summaryOf(found))
}

const summaryOf = ({ lines, totalLines, tokens }: Excerpt): string =>
  `${lines.length} of ${totalLines} lines, ${tokens} tokens${lines.length === 0 ? ': nothing speaks of a failure' : ''}`

/** Number and rank of a line, the signal of its failure, and what its value was made of. */
const explained = ({ number, rank, value, why, text }: ExcerptLine): string => {
  const factors = Object.entries(why?.factors ?? {}).map(([name, factor]) => `${name} ${factor}`)
  const reason =
    why === undefined ? 'between' : `${why.kind}/${why.signal} ${why.relation} of ${why.head}: ${factors.join(', ')}`
  return `${number}\t#${rank}\t${value.toFixed(2)}\t${reason}\n\t${text}`
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file)
  } catch (error) {
    throw new CliError(
      exitCodes.usage,
      `${file} cannot be read: ${(error as Error).message}`,
      'name a file with --green',
    )
  }
}
