// Render: one task as Markdown, to read or to paste.
// Promises: safe in a terminal; nothing that a task says can end the fence around it; what is not shown is counted.
import type { Attributes } from '../record/record.ts'
import { escapeControls } from '../render/escape.ts'
import { fenceFor } from '../render/fence.ts'
import type { TaskAnswer } from './answer.ts'
import { textOf } from './plain.ts'

/** `earlier`: whether there are records before those in `output`. */
export type TaskPaper = {
  task: TaskAnswer
  input?: Attributes
  result?: Attributes
  stages: Attributes[]
  output: Attributes[]
  hasEarlier: boolean
}

const maxLetters = 4000

export const taskMarkdown = ({ task, input, result, stages, output, hasEarlier }: TaskPaper): string =>
  [
    `# Task ${task.task_id}: ${inline(task.status)}`,
    factsOf(task),
    input && section('Input', fenced(textOf(input.message))),
    stages.length > 0 && section('Webhook', stages.map(stageLine).join('\n')),
    output.length > 0 &&
      section('Output', fenced(`${hasEarlier ? '… earlier records are not shown\n' : ''}${said(output)}`)),
    result && section('Result', fenced(textOf(result.error ?? result.result))),
  ]
    .filter((part) => typeof part === 'string')
    .join('\n\n')
    .concat('\n')

const section = (title: string, body: string) => `## ${title}\n\n${body}`

const factsOf = (task: TaskAnswer): string => {
  const tokens = [
    task.input_tokens === undefined ? undefined : `${task.input_tokens} in`,
    task.output_tokens === undefined ? undefined : `${task.output_tokens} out`,
    task.cache_read_tokens ? `${task.cache_read_tokens} from cache` : undefined,
    task.cache_write_tokens ? `${task.cache_write_tokens} to cache` : undefined,
  ].filter((part) => part !== undefined)
  const facts: [string, string | undefined][] = [
    ['Outcome', task.outcome],
    ['Agent', [task.assigned_agent, task.agent_type].filter((name) => name !== undefined).join(', ')],
    ['Model', task.model],
    ['From', [task.provider, task.repo].filter((name) => name !== undefined).join(', ')],
    ['Created', task.created_at],
    ['Duration', task.duration_seconds === undefined ? undefined : `${task.duration_seconds} s`],
    ['Cost', task.cost_usd === undefined ? undefined : `$${task.cost_usd.toFixed(4)}${costNote(task.cost_source)}`],
    ['Tokens', tokens.join(', ')],
  ]
  const rows = facts.filter(([, value]) => value !== undefined && value !== '')
  return ['|  |  |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${inline(value!)} |`)].join('\n')
}

const costNote = (source: string | undefined) => (source === undefined ? '' : ` (${source})`)

const stageLine = ({ timestamp, stage, ...more }: Attributes) =>
  `- ${clock(timestamp)} **${inline(textOf(stage))}** ${Object.entries(more)
    .map(([name, value]) => inline(`${name}=${textOf(value)}`))
    .join(' ')}`.trimEnd()

const said = (output: Attributes[]) =>
  output
    .map(({ timestamp, type, tool_name: tool, content }) => {
      const head = [clock(timestamp), textOf(type), textOf(tool)].filter((word) => word !== '').join(' ')
      return `${head}: ${shortened(textOf(content)).trimEnd()}`
    })
    .join('\n')

const clock = (timestamp: unknown) => textOf(timestamp).slice(11, 19)

const shortened = (text: string) =>
  text.length <= maxLetters ? text : `${text.slice(0, maxLetters)} … [${text.length - maxLetters} more characters]`

const fenced = (text: string): string => {
  const safe = escapeControls(text, '\n\t')
  const fence = fenceFor(safe)
  return `${fence}text\n${safe}\n${fence}`
}

// in a cell and in a line of a list, nothing may begin another
const inline = (text: string) => escapeControls(shortened(text)).replace(/[\\`*_[\]<>|]/g, '\\$&')
