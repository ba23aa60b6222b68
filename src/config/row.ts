// Row: one setting, and how the text of a variable becomes its value.
// Promises: a reader throws what it takes, in words that fit behind the name of the variable.
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { type Family, families } from '../record/names.ts'

/** `env`: its names, ours first. `read` throws what it takes. */
export type Row<T> = { env: readonly string[]; default: string; read: (text: string) => T; says: string }
export const row = <T>(
  env: string | readonly string[],
  fallback: string,
  read: (text: string) => T,
  says: string,
): Row<T> => ({
  env: typeof env === 'string' ? [env] : env,
  default: fallback,
  read,
  says,
})

export const text = (value: string) => value
export const folder = (value: string) => resolve(value)
export const list = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
/** Networks and single addresses: `10.0.0.0/8, fd00::1`. */
export const networks = (value: string) => {
  for (const network of list(value)) {
    const [, address = '', bits = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(network) ?? []
    const version = isIP(address)
    if (version === 0 || Number(bits) > (version === 4 ? 32 : 128))
      throw new Error(`takes networks such as 10.0.0.0/8, not ${network}`)
  }
  return list(value)
}
export const lines = (value: string) => value.split('\n').filter((line) => line.trim() !== '')
export const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (value: string) => {
    const number = Number(value)
    if (/^\d+$/.test(value.trim()) && number >= min && number <= max) return number
    throw new Error(`takes a whole number from ${min} to ${max}`)
  }
// what a timer of Node can wait for
export const maxTimerMs = 2 ** 31 - 1
export const yesNo = (value: string): boolean =>
  ['true', 'on', 'yes', '1'].includes(oneOf(['true', 'false', 'on', 'off', 'yes', 'no', '1', '0'], value))
export const onOff = (value: string): boolean => oneOf(['on', 'off'], value) === 'on'

const kinds = ['file', 'memory', 'redis', 's3'] as const
/** What a family's streams are kept in. */
export type Kind = (typeof kinds)[number]

const oneOf = <T extends string>(choices: readonly T[], value: string): T => {
  const choice = choices.find((known) => known === value)
  if (choice !== undefined) return choice
  throw new Error(`takes one of ${choices.join(', ')}${value === '' ? '' : `, not ${value}`}`)
}

// `s3`, or `run=redis,workflow=s3`
export const kindsByFamily = (value: string): Partial<Record<Family, Kind>> => {
  const chosen: Partial<Record<Family, Kind>> = {}
  for (const item of list(value)) {
    const [left, right] = item.split('=')
    const named = right === undefined ? families : [oneOf(families, left!)]
    for (const family of named) chosen[family] = oneOf(kinds, right ?? left!)
  }
  return chosen
}
