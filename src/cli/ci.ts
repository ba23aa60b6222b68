// spoor ci: why a build is red: the failed steps of a commit with what explains them, their logs, and fetching them from the forge.
// Promises: without a commit it is the newest that has failed; text for people, Markdown to paste, JSON for programs.
import { type Command, Option } from 'commander'
import { createCiReader } from '../../client/src/ci.ts'
import { type Query, request } from '../../client/src/http.ts'
import { CliError, exitCodes } from './failure.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { whole } from './values.ts'

type Options = {
  budget?: number
  limit: number
  md?: boolean
  prompt?: boolean
  list?: boolean
  log?: number
  line: number
}

const defaultLimit = 50
const waitMs = 60_000

export const addCi = (root: Command, readSettings: ReadSettings): void => {
  const ci = root
    .command('ci')
    .helpGroup('Read:')
    .summary('why a build is red: failed steps and what explains them')
    .description(
      'Shows the failed steps of a commit, each with the part of its log that explains the failure. ' +
        'Without a commit it is the newest that has failed. Jobs send their logs by the action (docs/ci.md).',
    )
    .argument('<repo>', 'owner/name')
    .argument('[sha]', 'a commit, or the beginning of its name')
    .option('--budget <tokens>', 'at most so many tokens for all excerpts together', whole(200, 50_000))
    .option('-n, --limit <count>', 'at most so many steps, commits or lines', whole(1, 500), defaultLimit)
    .option('--prompt', 'the block for the prompt of an agent, fenced and labelled')
    .addOption(new Option('--md', 'as Markdown, to be pasted').conflicts('prompt'))
    .addOption(new Option('--list', 'commits with failed steps').conflicts(['prompt', 'log']))
    .addOption(
      new Option('--log <id>', 'lines of the log with this id').argParser(whole(1)).conflicts(['prompt', 'budget']),
    )
    .option('--line <number>', 'from this line on, with --log', whole(1), 1)
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor ci acme/shop                          the newest commit that has failed',
        '  spoor ci acme/shop 3f2a91c --prompt         for the agent that has to mend it',
        '  spoor ci acme/shop 3f2a91c --log 17 --line 400   around what an excerpt left out',
        '  spoor ci pull acme/shop 1234567             fetch what the jobs did not send',
      ].join('\n'),
    )
    .action((repo: string, sha: string | undefined, options: Options, command: Command) =>
      show(openSession(command, readSettings), repo, sha, options),
    )
  ci.command('pull')
    .summary('fetch the failed steps of a run from its forge')
    .description(
      'Fetches the logs of the failed jobs of a run from GitHub, Gitea or Forgejo, as the service is set up.',
    )
    .argument('<repo>', 'owner/name')
    .argument('<run>', 'the number of the run, as in its address')
    .addOption(new Option('--forge <name>', 'where several are set up').choices(['github', 'forgejo']))
    .action((repo: string, run: string, { forge }: { forge?: string }, command: Command) =>
      pull(openSession(command, readSettings), repo, run, forge),
    )
}

const show = async (session: Session, repo: string, asked: string | undefined, options: Options): Promise<void> => {
  const { place, print, say } = session
  const { budget, limit, line } = options
  if (options.list) return paste(session, options, `/api/ci/${repo}`, { limit })
  const sha = asked ?? (await newest(session, repo))
  const path = `/api/ci/${repo}/${sha}`
  if (options.log !== undefined) return paste(session, options, `${path}/${options.log}/log`, { limit, line })
  if (!options.prompt) return paste(session, options, path, { limit, budget })
  const block = await createCiReader(place).prompt(repo, sha, budget)
  if (block === undefined) return say(`no step of ${repo} is known to have failed at ${sha}`)
  await print(session.isJson ? `${JSON.stringify({ prompt: block })}\n` : block)
}

const newest = async ({ place }: Session, repo: string): Promise<string> => {
  const { shas } = await createCiReader(place).commits(repo, { limit: 1 })
  if (shas[0]) return shas[0].head_sha
  throw new CliError(
    exitCodes.notFound,
    `no step of ${repo} is known to have failed`,
    'docs/ci.md says how jobs send their logs',
  )
}

const paste = async ({ place, isJson, print }: Session, { md }: Options, path: string, query: Query) => {
  const accept = isJson ? 'application/json' : md ? 'text/markdown' : 'text/plain'
  const signal = AbortSignal.timeout(waitMs)
  const text = await (await request(place, path, { query, headers: { accept }, signal })).text()
  await print(text.endsWith('\n') ? text : `${text}\n`)
}

const pull = async ({ place, isJson, print, say }: Session, repo: string, run: string, forge: string | undefined) => {
  const pulled = await createCiReader(place).pull(repo, run, forge)
  if (isJson) return print(`${JSON.stringify(pulled)}\n`)
  for (const { job_id: job, leg, step_name: step, log } of pulled.steps) {
    await print(`${step} · ${leg === '' ? job : `${job} (${leg})`} · ${log}\n`)
  }
  const { failed_jobs: jobs, skipped, gone, steps } = pulled
  const beside = [...(skipped > 0 ? [`${skipped} had been sent`] : []), ...(gone > 0 ? [`${gone} logs are gone`] : [])]
  say([`${jobs} failed jobs, ${steps.length} steps`, ...beside].join(', '))
}
