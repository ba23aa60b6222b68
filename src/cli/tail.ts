// spoor tail: the last lines of a run, then every new one.
// Promises: nothing left out and nothing twice, over restarts of the service; who follows the latest run is moved to a newer one.
// Ctrl-C is how it is meant to end: exit code 0.
import { type Command, Option } from 'commander'
import { ReadError } from '../../client/src/http.ts'
import { levels } from '../record/record.ts'
import { followRun } from './follow-run.ts'
import { latestRun } from './latest.ts'
import { matches, type Wanted } from './matches.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { createShow } from './show.ts'
import { moment, whole } from './values.ts'

type Options = Wanted & { lines: number; since?: string }

export const addTail = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('tail')
    .helpGroup('Read:')
    .summary('the last lines of a run, then every new one')
    .description('Prints the last lines of a run that match, then follows. Ctrl-C stops (exit code 0).')
    .argument('[run]', 'which run (default: --run, LOG_RUN_ID, else the latest, and then the next one)')
    .option('-n, --lines <lines>', 'lines to begin with', whole(0, 5000), 50)
    .option('-g, --grep <text>', 'lines that contain this text')
    .addOption(new Option('-l, --level <level>', 'lines of this level').choices(levels))
    .option('-s, --source <source>', 'lines of this source')
    .option('--since <time>', 'begin with lines from a duration ago (10m, 2h), or from a time (ISO-8601)', (text) =>
      moment(text),
    )
    .option('-f, --follow', 'as always: tail follows')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor tail                     the last 50 lines of the latest run, then follow',
        '  spoor tail -n 0 -l error       only errors that are to come',
        '  spoor tail --json | jq .level  NDJSON, one record a line',
      ].join('\n'),
    )
    .action((run: string | undefined, options: Options, command: Command) =>
      tail(openSession(command, readSettings, run), options),
    )
}

const tail = async (session: Session, { lines, grep, level, source, since: from }: Options): Promise<void> => {
  const { reader, say, place } = session
  const wanted: Wanted = { grep, level, source }
  const show = createShow(session)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

  // the run is named before anything is read of it: the latest may become another
  const latest = session.runId === '' ? () => latestRun(place) : undefined
  let runId = latest ? await latest() : session.runId
  if (runId === undefined) say(`no run yet, waiting for the first line  ${place.url}`)
  else say(`following ${runId}  ${session.address(runId)}  (Ctrl-C stops)`)

  const beginning = runId === undefined ? undefined : await lastLines(session, { ...wanted, from, runId }, lines)
  await session.print(beginning?.logs.map(show).join('') ?? '')
  let after = beginning?.head
  for (;;) {
    const next = await followRun({
      reader,
      runId,
      after,
      latest,
      stop: stop.signal,
      say,
      take: async (record) => {
        if (matches(record, wanted)) await session.print(show(record))
      },
    })
    if (next === undefined) return
    say(`${runId === undefined ? 'the first' : 'a new'} run began: ${next}`)
    runId = next
    after = undefined
  }
}

/** In the order they came, and where the run ended then. */
const lastLines = async (
  { reader }: Session,
  query: Wanted & { from: string | undefined; runId: string },
  count: number,
) => {
  try {
    const { logs, head } = await reader.raw({ ...query, order: 'newest', limit: Math.max(count, 1) })
    return { logs: count === 0 ? [] : logs.toReversed(), head }
  } catch (error) {
    // a run may be followed before its first line
    if (error instanceof ReadError && error.status === 404) return { logs: [], head: undefined }
    throw error
  }
}
