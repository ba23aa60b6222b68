// spoor issues: what is wrong in a run, one of it whole, or the difference to the run before.
// Promises: what was in the run when it was asked for was looked at, or it says that it was not; with --exit-status 5 means that
//   something is wrong which was not wrong before.
import { type Command, Option } from 'commander'
import { type Query, request } from '../../client/src/http.ts'
import { states } from '../issues/issue.ts'
import { levels } from '../record/record.ts'
import { CliError, exitCodes } from './failure.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { duration, whole } from './values.ts'

type Options = {
  state?: string
  new?: boolean
  level?: string
  source?: string
  limit: number
  delta?: boolean
  mute?: boolean
  unmute?: boolean
  exitStatus?: boolean
  md?: boolean
  wait: number
}

const maxWaitMs = 60_000
const defaultLimit = 50

export const addIssues = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('issues')
    .helpGroup('Read:')
    .summary('what is wrong in a run; --delta: against the run before')
    .description(
      'Lists what is wrong in a run, each failure once with its count: what is new first, what comes and goes by itself last. ' +
        'With a fingerprint, or the beginning of one, it shows that issue whole.',
    )
    .argument('[fingerprint]', 'one issue')
    .addOption(new Option('--state <state>', 'only those that are').choices(states))
    .addOption(new Option('--new', 'only those that were in no run before').conflicts('state'))
    .addOption(new Option('-l, --level <level>', 'only those of this level').choices(levels))
    .option('-s, --source <source>', 'only those of this source')
    .option('-n, --limit <issues>', 'at most so many', whole(1, 500), defaultLimit)
    .option('--delta', 'the difference to the run before: new, still there, gone, flaky')
    .addOption(new Option('--mute', 'say no more of it, in this run and later ones').conflicts(['delta', 'unmute']))
    .addOption(new Option('--unmute', 'take that back').conflicts('delta'))
    .option('--exit-status', 'exit with 5 when something is new or back')
    .option('--md', 'as Markdown, to be pasted')
    .addOption(
      new Option('--wait <duration>', 'how long to wait until everything in the run was looked at')
        .argParser(duration)
        .default(duration('5s'), '5s'),
    )
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor issues                      what is wrong in the latest run',
        '  spoor issues fp1:3f               one of it, with its text',
        '  spoor issues --delta --exit-status && echo no worse than before',
        '  spoor issues fp1:3f --mute        known, and of no interest',
        '  spoor issues --new --md | pbcopy  for an issue or a prompt',
      ].join('\n'),
    )
    .action((fingerprint: string | undefined, options: Options, command: Command) =>
      issues(openSession(command, readSettings), fingerprint, options),
    )
}

const issues = async (session: Session, fingerprint: string | undefined, options: Options): Promise<void> => {
  if (options.mute || options.unmute) return mute(session, fingerprint, options.mute === true)
  const runId = session.runId || undefined
  const waitMs = Math.min(options.wait, maxWaitMs)
  if (options.delta) await show(session, options, '/api/delta', { runId, waitMs })
  else if (fingerprint !== undefined) {
    await show(session, options, `/issues/${encodeURIComponent(fingerprint)}`, { runId, waitMs })
  } else {
    const { source, level, limit, state = options.new ? 'new' : undefined } = options
    await show(session, options, '/issues', { runId, waitMs, source, level, limit, state })
  }
  if (options.exitStatus && (await countNew(session)) > 0) process.exitCode = exitCodes.issues
}

const show = async ({ place, isJson, print }: Session, { md }: Options, path: string, query: Query) => {
  const accept = isJson ? 'application/json' : md ? 'text/markdown' : 'text/plain'
  const signal = AbortSignal.timeout(maxWaitMs + 30_000)
  const text = await (await request(place, path, { query, headers: { accept }, signal })).text()
  await print(text.endsWith('\n') ? text : `${text}\n`)
}

const countNew = async ({ reader, runId }: Session): Promise<number> => {
  const asked = { runId: runId || undefined, limit: 1 }
  const pages = await Promise.all(['new', 'regressed'].map((state) => reader.issues({ ...asked, state })))
  return pages.reduce((sum, { total }) => sum + total, 0)
}

const mute = async ({ place, say }: Session, fingerprint: string | undefined, muted: boolean) => {
  if (fingerprint === undefined) throw new CliError(exitCodes.usage, 'which one? give its whole fingerprint')
  const path = `/issues/${encodeURIComponent(fingerprint)}/mute`
  await request(place, path, { method: 'POST', json: { muted }, signal: AbortSignal.timeout(30_000) })
  say(`${fingerprint} is ${muted ? 'muted' : 'told of again'}`)
}
