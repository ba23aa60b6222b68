// Plan: which files `spoor init` would write, and what it would leave as it is.
// Promises: nothing that is there is changed, only added to; what is wanted already is no change, so that a second time has nothing
//   to do. Pure: it writes nothing.
import type { Change } from '../change.ts'
import { withValue } from '../env-file.ts'
import { CliError, exitCodes } from '../failure.ts'
import { type Scripts, withScripts } from './package-json.ts'
import type { Project } from './project.ts'
import { type Logger, snippetOf } from './snippets.ts'

export type Plan = { changes: Change[]; notes: string[] }

/** The six that the log of an agent is used with. */
export const scripts: Scripts = {
  'log:agent': 'spoor serve',
  'log:refresh': 'spoor refresh',
  'log:ask': 'spoor ask',
  'log:raw': 'spoor raw',
  'log:issues': 'spoor issues',
  'log:tail': 'spoor tail',
}

/** `url`: of the service. `logger`: undefined for none. */
export const planFor = (project: Project, url: string, logger: Logger | undefined): Plan => {
  const parts = [env(project, url), manifest(project), snippet(project, logger), ignore(project)]
  return { changes: parts.flatMap(({ changes = [] }) => changes), notes: parts.flatMap(({ notes = [] }) => notes) }
}

type Part = Partial<Plan>

const env = ({ read, url: known }: Project, url: string): Part => {
  if (known === url) return {}
  if (known !== undefined) return { notes: [`SPOOR_URL stays as it is: ${known}, not ${url}`] }
  const before = read('.env.local')
  const after = withValue(before ?? '', 'SPOOR_URL', url)
  return { changes: [{ file: '.env.local', before, after, added: [`SPOOR_URL=${url}`] }] }
}

const manifest = ({ read, manifest, depends }: Project): Part => {
  if (manifest === undefined) return { notes: ['there is no package.json here: no scripts are written'] }
  const present = manifest.scripts ?? {}
  const missing = Object.fromEntries(Object.entries(scripts).filter(([name]) => !Object.hasOwn(present, name)))
  const notes = Object.entries(scripts)
    .filter(([name, command]) => Object.hasOwn(present, name) && present[name] !== command)
    .map(([name, command]) => `the script ${name} stays as it is: ${present[name]}, not ${command}`)
  if (!depends('spoor')) notes.push('the scripts call spoor: it has to be installed in this project, or globally')
  const added = Object.entries(missing).map(([name, command]) => `${JSON.stringify(name)}: ${JSON.stringify(command)}`)
  if (added.length === 0) return { notes }
  const before = read('package.json')!
  return { changes: [{ file: 'package.json', before, after: scripted(before, missing), added }], notes }
}

const scripted = (before: string, missing: Scripts): string => {
  try {
    return withScripts(before, missing)
  } catch (error) {
    const sentence = `package.json cannot be added to: ${(error as Error).message}`
    throw new CliError(exitCodes.error, sentence, 'mend it, then try again; nothing was written', error)
  }
}

const snippet = (project: Project, logger: Logger | undefined): Part => {
  if (logger === undefined) return {}
  const extension = project.isTypeScript ? 'ts' : project.isModule ? 'js' : 'mjs'
  const file = `${project.hasSource ? 'src/' : ''}spoor-logger.${extension}`
  const notes = project.depends('@spoor/client')
    ? []
    : [`${file} imports @spoor/client: it has to be installed in this project`]
  const after = snippetOf(logger, project.name)
  const before = project.read(file)
  if (before === after) return { notes }
  if (before !== undefined) return { notes: [`${file} stays as it is: it says something else`, ...notes] }
  return { changes: [{ file, before, after, added: after.trimEnd().split('\n') }], notes }
}

const ignore = ({ read, isEnvFileOpen }: Project): Part => {
  if (!isEnvFileOpen) return {}
  const before = read('.gitignore')
  const ending = before?.includes('\r\n') ? '\r\n' : '\n'
  const gap = before === undefined || before === '' || before.endsWith('\n') ? '' : ending
  const after = `${before ?? ''}${gap}.env.local${ending}`
  return { changes: [{ file: '.gitignore', before, after, added: ['.env.local'] }] }
}
