// spoor tasks: jobs of agents, a line each; spoor tasks stats: what they come to.
import { type Command, Option } from 'commander'
import type { Task, TaskFilter, TaskStatsQuery } from '../../client/src/index.ts'
import { terminalSafe } from '../render/json.ts'
import { dollars, percent, seconds, tokens } from './figures.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { type Column, markdownTable, textTable } from './table.ts'
import { amount, moment, whole } from './values.ts'

type Filters = {
  status?: string
  failed?: boolean
  repo?: string
  agent?: string
  model?: string
  since?: string
  until?: string
  minCost?: number
  grep?: string
  md?: boolean
}
type Options = Filters & { sort?: 'created' | 'cost' | 'duration' | 'tokens'; limit: number }
type StatsOptions = Filters & { by: NonNullable<TaskStatsQuery['by']> }

const narrow = 80

export const addTasks = (root: Command, readSettings: ReadSettings): void => {
  const tasks = root
    .command('tasks')
    .helpGroup('Read:')
    .summary('jobs of agents, newest first; stats: what they come to')
    .description('Lists jobs of agents: how each went, what it cost, how long it took.')
    .addOption(new Option('--sort <order>', 'largest first').choices(['created', 'cost', 'duration', 'tokens']))
    .option('-n, --limit <tasks>', 'at most so many', whole(1, 500), 50)
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor tasks --failed --since 1d          what went wrong since yesterday',
        '  spoor tasks --sort cost -n 10            the dearest',
        '  spoor tasks stats --by agent --md        a table to paste',
      ].join('\n'),
    )
    .action((options: Options, self: Command) => list(openSession(self, readSettings), options))
  addFilters(tasks)
  const stats = tasks
    .command('stats')
    .summary('cost, tokens, success and time, added up')
    .addOption(new Option('--by <field>', 'one row each').choices(['day', 'agent', 'repo', 'model']).default('day'))
    .addHelpText('after', '\nExamples:\n  spoor tasks stats\n  spoor tasks stats --by model --since 7d')
    // what stands in front of `stats` belongs to the list's own options
    .action((_: StatsOptions, self: Command) =>
      sums(openSession(self, readSettings), self.optsWithGlobals<StatsOptions>()),
    )
  addFilters(stats)
}

const addFilters = (command: Command) =>
  command
    .addOption(new Option('--status <status>', 'only those that are: queued, running, completed, failed'))
    .addOption(new Option('--failed', 'only those that failed').conflicts('status'))
    .option('--repo <owner/repo>', 'only those of this repository')
    .option('--agent <name>', 'only those of this agent')
    .option('--model <name>', 'only those with this model')
    .addOption(new Option('--since <moment>', 'begun after, as in 1d or 2026-02-03').argParser((text) => moment(text)))
    .addOption(new Option('--until <moment>', 'begun before').argParser((text) => moment(text)))
    .option('--min-cost <usd>', 'only those that cost as much', amount)
    .option('-g, --grep <words>', 'words in input, result or error')
    .option('--md', 'as Markdown, to be pasted')

const filterOf = ({ failed, status = failed ? 'failed' : undefined, grep: q, ...options }: Filters): TaskFilter => ({
  status,
  q,
  repo: options.repo,
  agent: options.agent,
  model: options.model,
  since: options.since,
  until: options.until,
  minCost: options.minCost,
})

const list = async (session: Session, options: Options): Promise<void> => {
  const { sort, limit } = options
  const page = await session.reader.tasks({ ...filterOf(options), sort, limit })
  if (session.isJson) return session.print(page.tasks.map((task) => `${terminalSafe(JSON.stringify(task))}\n`).join(''))
  await session.print(
    options.md ? markdownTable(columns, page.tasks) : textTable(columns, page.tasks, widthOf(session)),
  )
  const left = page.total - page.tasks.length
  if (left > 0) session.say(`${left} more: --limit ${Math.min(500, page.total)} shows them`)
}

const columns: Column<Task>[] = [
  { title: 'TASK', of: ({ task_id: id }) => id },
  { title: 'STATUS', of: ({ status, outcome }) => (outcome && outcome !== 'success' ? outcome : status) },
  { title: 'COST', isNumber: true, of: ({ cost_usd: cost }) => dollars(cost) },
  { title: 'TOKENS', isNumber: true, of: ({ input_tokens: i, output_tokens: o }) => `${tokens(i)}→${tokens(o)}` },
  { title: 'TIME', isNumber: true, of: ({ duration_seconds: time }) => seconds(time) },
  { title: 'WHAT', of: whatOf },
]

function whatOf({ assigned_agent: agent, model, repo, error, created_at: at }: Task): string {
  return [at.slice(5, 16).replace('T', ' '), agent, error, repo, model].filter(Boolean).join(' ')
}

const sums = async (session: Session, options: StatsOptions): Promise<void> => {
  const { by } = options
  const stats = await session.reader.taskStats({ ...filterOf(options), by })
  if (session.isJson) return session.print(`${terminalSafe(JSON.stringify(stats))}\n`)
  const rows = [...stats.groups, { ...stats.total, key: 'total' }]
  const table: Column<(typeof rows)[number]>[] = [
    { title: 'TASKS', isNumber: true, of: ({ tasks }) => String(tasks) },
    { title: 'OK', isNumber: true, of: ({ success_rate: rate }) => percent(rate) },
    { title: 'COST', isNumber: true, of: ({ cost_usd: cost }) => dollars(cost) },
    { title: 'IN', isNumber: true, of: ({ input_tokens: count }) => tokens(count) },
    { title: 'OUT', isNumber: true, of: ({ output_tokens: count }) => tokens(count) },
    { title: 'CACHED', isNumber: true, of: ({ cache_read_tokens: count }) => tokens(count) },
    { title: 'P50', isNumber: true, of: ({ duration_p50_seconds: time }) => seconds(time) },
    { title: 'P95', isNumber: true, of: ({ duration_p95_seconds: time }) => seconds(time) },
    { title: by.toUpperCase(), of: ({ key }) => key ?? '-' },
  ]
  await session.print(options.md ? markdownTable(table, rows) : textTable(table, rows, widthOf(session)))
}

const widthOf = ({ isTerminal }: Session) => Math.max(narrow, (isTerminal && process.stdout.columns) || narrow)
