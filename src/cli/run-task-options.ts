// Run task options: what `spoor run --task` is told beside the command.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isId } from '../record/names.ts'
import { duration, sourceName } from './values.ts'

export const agentFormats = ['auto', 'claude', 'codex', 'gemini', 'text'] as const

/** `limit`, `grace` in ms. */
export type TaskOptions = {
  task?: true
  taskId?: string
  agent?: string
  model?: string
  format: (typeof agentFormats)[number]
  limit?: number
  grace: number
}

export const addTaskOptions = (run: Command): void => {
  const forTask = (option: Option) => run.addOption(option.implies({ task: true }))
  run.option('--task', "the command is an agent: its output goes to a task's log")
  forTask(new Option('--task-id <id>', 'which task (default: a new one)').argParser(taskName))
  forTask(new Option('--agent <name>', 'who works (default: the name of the command)').argParser(sourceName))
  forTask(new Option('--model <name>', "the model, for agents that don't say it").argParser(sourceName))
  run.addOption(new Option('--format <name>', 'what the agent writes to stdout').choices(agentFormats).default('auto'))
  forTask(
    new Option('--limit <duration>', 'how long it may take: then SIGTERM, and behind --grace SIGKILL').argParser(
      duration,
    ),
  )
  run.addOption(
    new Option('--grace <duration>', 'how long it may tidy up behind --limit')
      .argParser(duration)
      .default(30_000, '30s'),
  )
}

export const taskName = (text: string): string => {
  if (isId(text)) return text
  throw new InvalidArgumentError('It takes letters, digits, dots, dashes and underscores, 1 to 128 of them.')
}
