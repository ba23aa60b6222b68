// spoor import: sessions that an agent has stored, into tasks.
// Leaves to others: the importing (import-session.ts), which is only loaded when it is asked for.
import type { Command } from 'commander'
import { terminalSafe } from '../render/json.ts'
import { taskName } from './run-task-options.ts'
import { resultInWords } from './run-words.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'

type Options = { taskId?: string }

export const addImport = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('import')
    .helpGroup('Send:')
    .summary('a session that an agent has stored, as a task')
    .description(
      'Reads what an agent has stored of a session, or what it has printed, and makes a task of it, with the times of the session. ' +
        'Claude Code: transcripts, with their subagents, and stream-json; Codex: rollouts and exec JSON; Gemini CLI: stream-json. ' +
        'Importing again adds what is new. Prints the id of the task.',
    )
    .argument('<file...>', 'JSON lines, also by gzip; - is stdin')
    .option('--task-id <id>', 'which task (default: one that belongs to the session)', taskName)
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor import ~/.claude/projects/-home-me-shop/8c2e….jsonl',
        '  spoor import ~/.codex/sessions/2026/02/03/*.jsonl',
        '  gh run download 42 -n agent && spoor import agent/stream.jsonl',
      ].join('\n'),
    )
    .action((files: string[], options: Options, command: Command) =>
      importAll(openSession(command, readSettings), files, options),
    )
}

const importAll = async (session: Session, files: string[], { taskId }: Options): Promise<void> => {
  const [{ importSession }, { pricesIn }] = await Promise.all([import('./import-session.ts'), import('./prices.ts')])
  const prices = pricesIn(session.settings.settingsFile)
  for (const file of files) {
    const imported = await importSession(session, file, { taskId, prices })
    const { taskId: task, records, added, result } = imported
    const json = { task_id: task, records, added, outcome: result.outcome }
    await session.print(session.isJson ? `${terminalSafe(JSON.stringify(json))}\n` : `${task}\n`)
    const counts = `${records.toLocaleString('en')} records, ${added.toLocaleString('en')} new`
    session.say(`${file}: ${counts}; ${resultInWords(result)}  spoor task ${task}`)
  }
}
