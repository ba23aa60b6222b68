// spoor mcp install: the service is entered in the file in which a client looks for MCP servers. Asks first.
// Promises: nothing is written that was not shown; all else in the file stays, comments too; a second time has nothing to do; a file
//   that cannot be added to is left alone.
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { escapeControls } from '../../render/escape.ts'
import { type Change, writeChange } from '../change.ts'
import { orNothing } from '../env-file.ts'
import { CliError, exitCodes } from '../failure.ts'
import { parseJsonText, withMembers } from '../json-text.ts'
import type { Session } from '../session.ts'
import { type Agent, agents, type Entry } from './agents.ts'

export type InstallOptions = { yes?: boolean; dryRun?: boolean }

const name = 'spoor'

export const install = async (session: Session, agent: Agent, { yes, dryRun }: InstallOptions): Promise<void> => {
  const { title, where, file } = agents[agent]
  const folder = where === 'home' ? homedir() : process.cwd()
  const shown = where === 'home' ? join('~', file) : file
  const before = await orNothing(readFile(join(folder, file), 'utf8'))
  const change = changeOf(agent, session.place, before, shown)
  if (change === undefined) return session.say(`nothing to do: ${shown} has it`)
  const lines = [
    `${before === undefined ? 'new' : 'add to'} ${shown}`,
    ...change.removed.map((line) => `  - ${line}`),
    ...change.added.map((line) => `  + ${line}`),
  ]
  await session.print(lines.map((line) => `${escapeControls(line)}\n`).join(''))
  if (dryRun) return session.say('nothing was written')
  if (!yes) await ask(session, shown)
  await writeChange(folder, change)
  const token = isOpen(session.place) ? '' : `; it reads SPOOR_TOKEN from the environment of ${title}`
  session.say(`wrote ${shown}; next: allow the server ${name} in ${title}${token}`)
}

const changeOf = (
  agent: Agent,
  place: Session['place'],
  before: string | undefined,
  shown: string,
): (Change & { removed: string[] }) | undefined => {
  const { file, key, entry } = agents[agent]
  const wanted = entry(`${place.url}/mcp`, !isOpen(place))
  try {
    const text = before?.trim() ? before : '{}\n'
    const known = (parseJsonText(text)[key] as Record<string, Entry | undefined> | undefined)?.[name]
    const merged = { ...known, ...wanted }
    if (isDeepStrictEqual(known, merged)) return undefined
    if (known !== undefined && 'command' in known) {
      const hint = `it works as well; take ${name} out of ${shown} to have it written anew`
      throw new CliError(exitCodes.error, `${shown} has ${name} as a command: nothing was written`, hint)
    }
    const after = withMembers(text, key, { [name]: merged })
    return { file, before, after, added: linesOf(merged), removed: known === undefined ? [] : linesOf(known) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const sentence = `${shown} cannot be added to: ${error.message}`
    throw new CliError(
      exitCodes.error,
      sentence,
      `nothing was written; add it by hand: ${JSON.stringify({ [name]: wanted })}`,
      error,
    )
  }
}

const linesOf = (entry: Entry): string[] => `"${name}": ${JSON.stringify(entry, null, 2)}`.split('\n')

/** Whether the service lets us in without a token. */
const isOpen = ({ url, token }: Session['place']): boolean =>
  token === undefined && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(URL.parse(url)?.hostname ?? '')

const ask = async ({ isTerminal }: Session, shown: string): Promise<void> => {
  if (process.stdin.isTTY !== true || !isTerminal) {
    const hint = 'with --yes it is written without asking'
    throw new CliError(exitCodes.usage, 'nothing was written: there is no terminal to ask', hint)
  }
  const { confirm } = await import('@clack/prompts')
  // breaking it off is no, too
  if ((await confirm({ message: `Write ${shown}?` })) !== true) {
    throw new CliError(exitCodes.error, 'nothing was written')
  }
}
