// The bin: commands of the terminal, `serve` among them. Reads the configuration for those that are clients.
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { CliError, exitCodes } from './cli/failure.ts'
import { runCli } from './cli/program.ts'
import type { Origin, Settings } from './cli/settings.ts'
import { environmentOf, readConfig } from './config/config.ts'
import { table } from './config/table.ts'

export const main = (argv: string[]): Promise<void> => runCli(argv.slice(2), readSettings)

const readSettings = (): Settings => {
  const env = environmentOf(process.cwd(), process.env)
  try {
    // the catalog is the service's affair: an app's own DATABASE_URL in this folder is none of a client's
    const config = readConfig({ ...env, DATABASE_URL: undefined })
    return { ...config, origins: originsOf(env) }
  } catch (error) {
    throw new CliError(exitCodes.usage, (error as Error).message, 'every setting is listed in docs/config.md', error)
  }
}

const originsOf = (env: NodeJS.ProcessEnv): Origin[] =>
  Object.values(table).flatMap(({ env: names, default: fallback }) => {
    const setting = names.find((name) => env[name] !== undefined && env[name] !== '')
    if (setting === undefined) return [{ setting: names[0]!, value: fallback, from: 'default' }]
    return [{ setting, value: env[setting]!, from: placeOf(setting) }]
  })

const placeOf = (setting: string): string => {
  if (process.env[setting] !== undefined) return 'environment'
  return ['.env.local', '.env'].find((file) => setting in readEnv(file)) ?? 'default'
}

const readEnv = (file: string): NodeJS.Dict<string> => {
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
