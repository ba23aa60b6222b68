// spoor task: one job of an agent: what it came to, and everything it touched by time.
// Promises: --follow goes on until the task has ended.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { type Query, request } from '../../client/src/http.ts'
import type { Task } from '../../client/src/read-tasks.ts'
import { levels } from '../record/record.ts'
import { escapeControls } from '../render/escape.ts'
import { terminalSafe } from '../render/json.ts'
import { dollars, seconds, tokens } from './figures.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'

type Options = { md?: boolean; follow?: boolean; level: string; output?: boolean }

const lookMs = 1000

export const addTask = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('task')
    .helpGroup('Read:')
    .summary('one job of an agent, by time; --md: to be pasted')
    .description('Shows what an agent’s job came to, and by time what happened in it: webhook, agent, app, result.')
    .argument('<id>', 'as spoor tasks names it')
    .addOption(new Option('-l, --level <level>', 'app lines from this level up').choices(levels).default('info'))
    .option('-f, --follow', 'go on until it has ended')
    .option('--output', 'only what the agent wrote, as text')
    .option('--md', 'as Markdown, to be pasted')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor task task-0123456789ab          what happened, by time',
        '  spoor task task-0123456789ab -f       while it happens',
        '  spoor task task-0123456789ab --json | jq .final_result',
      ].join('\n'),
    )
    .action((id: string, options: Options, self: Command) => show(openSession(self, readSettings), id, options))
}

const show = async (session: Session, id: string, options: Options): Promise<void> => {
  const { reader, isJson, print } = session
  const path = `/api/tasks/${encodeURIComponent(id)}`
  if (isJson) return print(`${terminalSafe(JSON.stringify(await reader.taskFiles(id)))}\n`)
  if (options.output) return print(await textOf(session, `${path}/logs`, 'text/plain'))
  if (options.md) return print(await textOf(session, path, 'text/markdown'))
  await print(`${headOf(await reader.task(id))}\n\n`)
  for (let cursor: string | undefined; ; ) {
    const isEnded = (await reader.task(id)).completed_at !== undefined
    const query: Query = { task: id, level: options.level, limit: 1000, cursor }
    const { text, next, hasMore } = await timeline(session, query)
    await print(text)
    cursor = next
    if (hasMore) continue
    if (isEnded || !options.follow) return
    await sleep(lookMs)
  }
}

const textOf = async ({ place }: Session, path: string, accept: string): Promise<string> =>
  (await request(place, path, { headers: { accept }, signal: AbortSignal.timeout(30_000) })).text()

type Item = { ts: string; kind: string; type: string; source?: string; text: string; isCut: boolean }

const timeline = async ({ place }: Session, query: Query) => {
  const answer = await request(place, '/api/timeline', { query, signal: AbortSignal.timeout(30_000) })
  const page = (await answer.json()) as { items: Item[]; cursor: string; hasMore: boolean }
  return { text: page.items.map(lineOf).join(''), next: page.cursor, hasMore: page.hasMore }
}

const lineOf = ({ ts, kind, type, source, text, isCut }: Item): string => {
  const head = [ts.slice(11, 23), kind.padEnd('webhook'.length), type, source && `[${source}]`]
    .filter(Boolean)
    .join(' ')
  return `${escapeControls(`${head}: ${text.trimEnd()}${isCut ? ' …' : ''}`, '\n\t').replaceAll('\n', '\n    ')}\n`
}

const headOf = (task: Task): string => {
  const { task_id: id, status, outcome, cost_usd: cost, input_tokens: i, output_tokens: o, model, repo, error } = task
  const facts = [
    outcome === undefined || outcome === 'success' ? status : `${status} (${outcome})`,
    dollars(cost),
    `${tokens(i)}→${tokens(o)} tokens`,
    seconds(task.duration_seconds),
    task.assigned_agent,
    model,
    repo,
  ].filter((fact) => fact !== undefined && fact !== '-')
  return escapeControls(`${id}: ${facts.join(', ')}${error ? `\n${error}` : ''}`, '\n\t')
}
