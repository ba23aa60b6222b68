// Config: the table, read once, frozen. Only house and main read it; rooms receive values.
// Promises: what is wrong is said with the name of the variable and what it takes; an unknown SPOOR_ name stops the start.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { nearest } from '../lib/nearest.ts'
import type { Family } from '../record/names.ts'
import { type ExportTarget, exportTarget } from './export.ts'
import type { Kind } from './row.ts'
import { table } from './table.ts'

type Values = { readonly [K in keyof typeof table]: ReturnType<(typeof table)[K]['read']> }
/** `kinds`: what SPOOR_STORE, REDIS_URL and AWS_S3_LOG_BUCKET come to. `exportTarget`: what SPOOR_EXPORT and OTEL_EXPORTER_… do. */
export type Config = Values & {
  readonly kinds: Readonly<Record<Family, Kind>>
  readonly exportTarget: ExportTarget | undefined
}

/** `.env`, then `.env.local` of the folder; the real environment wins over both. */
export const environmentOf = (folderPath: string, real: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const read = (name: string) => {
    const path = join(folderPath, name)
    return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {}
  }
  return { ...read('.env'), ...read('.env.local'), ...real }
}

/** Throws one Error whose message names every variable that is wrong. */
export const readConfig = (env: NodeJS.ProcessEnv): Config => {
  const wrong: string[] = unknownNames(env)
  if (env.DATABASE_URL && /^postgres/.test(env.DATABASE_URL)) {
    wrong.push('DATABASE_URL: Postgres as the catalog is not there yet; unset it to start')
  }
  const values: Record<string, unknown> = {}
  for (const [key, { env: names, default: fallback, read }] of Object.entries(table)) {
    const name = names.find((n) => env[n] !== undefined && env[n] !== '')
    try {
      values[key] = read(name === undefined ? fallback : env[name]!)
    } catch (error) {
      wrong.push(`${name ?? names[0]}: ${(error as Error).message}`)
    }
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  const all = values as Values
  return Object.freeze({ ...all, kinds: kindsOf(all), exportTarget: exportTarget(all, all) })
}

const kindsOf = ({ store, redisUrl, s3Bucket }: Values): Record<Family, Kind> => {
  const shared: Kind = s3Bucket === '' ? 'file' : 's3'
  const unsaid: Record<Family, Kind> = {
    run: redisUrl === '' ? 'file' : 'redis',
    task: shared,
    workflow: shared,
    ci: shared,
  }
  const chosen = { ...unsaid, ...store }
  for (const [family, kind] of Object.entries(chosen)) {
    if (kind === 'redis' && redisUrl === '') throw new Error(`SPOOR_STORE: ${family}=redis needs REDIS_URL`)
    if (kind === 's3' && s3Bucket === '') throw new Error(`SPOOR_STORE: ${family}=s3 needs AWS_S3_LOG_BUCKET`)
  }
  return chosen
}

const unknownNames = (env: NodeJS.ProcessEnv): string[] => {
  const known = Object.values(table).flatMap(({ env: names }) => names)
  return Object.keys(env)
    .filter((name) => name.startsWith('SPOOR_') && !known.includes(name))
    .map((name) => {
      const guess = nearest(name, known)
      return `${name} is not a setting${guess ? `, did you mean ${guess}?` : ''}`
    })
}
