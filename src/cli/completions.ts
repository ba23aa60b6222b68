// Completions: what may stand where the cursor is, for the scripts of completion.ts.
// Promises: an answer at once, also when the service is away or slow: then without run ids; nothing on stderr, which would stand in
//   the middle of what is typed.
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import type { Place } from '../../client/src/index.ts'
import { latestRun } from './latest.ts'
import type { ReadSettings } from './settings.ts'

// somebody waits with a finger on Tab
const timeoutMs = 300

/** Prints one choice a line, `value<tab>description`, and last `:<directive>`, which the shell reads. `words`: behind `spoor`, the
 *  last one unfinished or ''. */
export const complete = async (root: Command, words: string[], readSettings: ReadSettings): Promise<void> => {
  // a command of the user's own: files, if the shell likes
  if (words.includes('--')) return console.log(':0')
  const runs = await runIds(readSettings)
  const offer = (choose: (value: string, description: string) => void) => {
    for (const [runId, says] of runs) choose(runId, says)
  }
  // a choice has one line
  for (const command of root.commands.flatMap((one) => [one, ...one.commands])) command.description(command.summary())
  const tree = tab(root)
  // tab's own command is for the scripts, not for people
  tree.commands.delete('complete')
  for (const command of [tree, ...tree.commands.values()]) {
    for (const { long, description, required, short } of root.options) {
      const name = long!.replace('--', '')
      const alias = short?.replace('-', '')
      if (name === 'run') command.option(name, description, offer, alias)
      else if (required) command.option(name, description, () => undefined, alias)
      else command.option(name, description, alias)
    }
    const run = command.arguments.get('run')
    if (run) run.handler = offer
  }
  tree.parse(words)
}

/** Those that can be known without a list: `latest`, the one of this folder, the newest of the service. */
const runIds = async (readSettings: ReadSettings): Promise<Map<string, string>> => {
  const runs = new Map([['latest', 'the newest run']])
  try {
    const { serverUrl, token, runId } = readSettings()
    if (runId !== '') runs.set(runId, 'LOG_RUN_ID')
    const place: Place = { url: serverUrl.replace(/\/+$/, ''), token: token === '' ? undefined : token }
    const newest = await latestRun(place, AbortSignal.timeout(timeoutMs))
    if (newest !== undefined) runs.set(newest, 'the newest run')
  } catch {
    // a service that is away, or a wrong setting: there is nobody to be told, and the rest is as good without
  }
  return runs
}
