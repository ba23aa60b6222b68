// spoor raw: the lines of a run that match, and exit.
// Promises: everything that matches, each line once, paged by cursor, never more than a page in memory; stderr says how many; with
//   -f those that come later, too. A block of Markdown is one page.
import { type Command, Option } from 'commander'
import type { Query, RawLog, RawPage } from '../../client/src/index.ts'
import { levels } from '../record/record.ts'
import { CliError, exitCodes } from './failure.ts'
import { followRun } from './follow-run.ts'
import { markdownOf } from './markdown.ts'
import { matches } from './matches.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { createShow } from './show.ts'
import { moment, whole } from './values.ts'

type Options = {
  grep?: string
  regex?: string
  level?: string
  source?: string
  context?: number
  since?: string
  until?: string
  limit?: number
  newest?: boolean
  follow?: boolean
  md?: boolean
}

const maxPage = 5000
// to be pasted, and read
const markdownLines = 200

export const addRaw = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('raw')
    .helpGroup('Read:')
    .summary('the lines of a run that match, and exit')
    .description('Prints the lines of a run that match all that is asked, oldest first.')
    .argument('[run]', 'which run (default: --run, LOG_RUN_ID, else the latest)')
    .option('-g, --grep <text>', 'lines that contain this text')
    .option('-e, --regex <pattern>', 'lines that match this JavaScript pattern; (?i) in front ignores case')
    .addOption(new Option('-l, --level <level>', 'lines of this level').choices(levels))
    .option('-s, --source <source>', 'lines of this source')
    .option('-C, --context <lines>', 'lines to show around each match', whole(0, 100))
    .option('--since <time>', 'from a duration ago (10m, 2h), or from a time (ISO-8601)', (text) => moment(text))
    .option('--until <time>', 'up to a duration ago, or up to a time', (text) => moment(text))
    .option('-n, --limit <lines>', 'only the newest so many', whole(1))
    .option('--newest', 'newest first')
    .addOption(
      new Option('-f, --follow', 'then every new line that matches; Ctrl-C stops').conflicts([
        'regex',
        'context',
        'until',
        'newest',
        'md',
      ]),
    )
    .option(
      '--md',
      `a block of Markdown to paste, of the newest ${markdownLines} lines or --limit (at most ${maxPage})`,
    )
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor raw                          everything in the latest run',
        '  spoor raw -g ECONNREFUSED -C 3     each match with three lines around it',
        '  spoor raw -l error -n 20           the newest 20 errors',
        '  spoor raw --since 10m --json | jq  NDJSON, one record a line',
        '  spoor raw -l error --md | pbcopy   a block for an issue or a prompt',
      ].join('\n'),
    )
    .action((run: string | undefined, options: Options, command: Command) =>
      raw(openSession(command, readSettings, run), options),
    )
}

const raw = async (session: Session, options: Options): Promise<void> => {
  const { grep, regex, level, source, context, since: from, until: to, limit, newest } = options
  const query = { grep, regex, level, source, context, from, to }
  if (options.md) return printMarkdown(session, query, options)
  const show = createShow(session)
  const gap = context && !session.isJson ? '--\n' : ''
  let shown = 0
  let seen: RawPage | undefined
  for await (const { page, logs } of pagesOf(session, query, limit, newest)) {
    seen = page
    const text = logs.map(show).join(gap)
    await session.print(shown > 0 && text !== '' ? gap + text : text)
    shown += logs.length
  }
  const { total, runId } = seen!
  const ofAll = shown < total ? ` of ${total.toLocaleString('en')}` : ''
  const noun = total === 1 ? 'line' : 'lines'
  session.say(`${shown.toLocaleString('en')}${ofAll} ${noun} of ${runId}  ${session.address(runId!)}`)
  if (options.follow) await follow(session, options, seen!)
}

/** From where the run ended when the first page was read. */
const follow = async (session: Session, { grep, level, source }: Options, { runId, head }: RawPage): Promise<void> => {
  const { reader, say, print } = session
  const show = createShow(session)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  await followRun({
    reader,
    runId,
    after: head,
    latest: undefined,
    stop: stop.signal,
    say,
    take: async (record) => {
      if (matches(record, { grep, level, source })) await print(show(record))
    },
  })
}

const printMarkdown = async (
  session: Session,
  query: Query,
  { limit = markdownLines, newest }: Options,
): Promise<void> => {
  const { reader, runId, isJson, print, say, address } = session
  if (isJson) throw new CliError(exitCodes.usage, '--md and --json cannot be used together')
  if (limit > maxPage) throw new CliError(exitCodes.usage, `--md takes a --limit of at most ${maxPage}`)
  const page = await reader.raw({ ...query, runId: runId || undefined, order: 'newest', limit })
  const where = address(page.runId!)
  await print(markdownOf(page, newest ? page.logs : page.logs.toReversed(), where, new Date().toISOString()))
  say(where)
}

type Shown = { page: RawPage; logs: RawLog[] }

/** Pages in the order they are shown. */
async function* pagesOf(
  { reader, runId }: Session,
  query: Query,
  limit: number | undefined,
  isNewestFirst = false,
): AsyncGenerator<Shown> {
  let left = limit ?? Number.POSITIVE_INFINITY
  const order = isNewestFirst || limit !== undefined ? 'newest' : 'oldest'
  const isTurned = order === 'newest' && !isNewestFirst
  let asked: Query = { ...query, runId: runId || undefined, order }
  let page: RawPage
  for (;;) {
    page = await reader.raw({ ...asked, limit: Math.min(left, maxPage) })
    // from now on the run is named: the latest may become another
    asked = { ...asked, runId: page.runId, cursor: page.cursor }
    left -= page.logs.length
    if (!isTurned) yield { page, logs: page.logs }
    if (!page.hasMore || left <= 0) break
  }
  if (!isTurned) return
  // the newest in their own order: the pages were only walked to find where to begin, now they are shown on the way back
  yield { page, logs: page.logs.toReversed() }
  while (page.previous !== undefined) {
    page = await reader.raw({ ...asked, cursor: page.previous, limit: maxPage })
    yield { page, logs: page.logs.toReversed() }
  }
}
