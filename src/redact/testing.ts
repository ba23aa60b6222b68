// For tests of this room: a redactor whose faults can be looked at, records in one line, runs of letters that look random.
import { createFaults, type Faults } from '../lib/faults.ts'
import { type Attributes, decodeRecord, type LogRecord } from '../record/record.ts'
import { createRedactor, type Redactor } from './redact.ts'

export const redactorWith = (
  patterns: readonly string[] = [],
  maxOpenKeys = 100,
): { redactor: Redactor; faults: Faults } => {
  const faults = createFaults(() => {})
  return { redactor: createRedactor({ patterns, maxOpenKeys, faults }), faults }
}

export const recordOf = (message: string, attributes?: Attributes, source = 'agent'): LogRecord => ({
  ts: '2026-01-02T03:04:05.678Z',
  level: 'info',
  source,
  message,
  ...(attributes === undefined ? {} : { attributes }),
})

/** The records as they would be kept. */
export const kept = (redactor: Redactor, records: LogRecord[], stream = 'run/a'): LogRecord[] =>
  redactor
    .encode(stream, records)
    .bytes.toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => decodeRecord(line))

const alphabets = {
  hex: '0123456789abcdef',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  letters: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  alnum: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  digits: '1234567890',
}

/** `length` letters, always the same for the same `seed`: no whole token stands in the repository. */
export const run = (alphabet: keyof typeof alphabets, length: number, seed = 1): string => {
  const letters = alphabets[alphabet]
  let state = seed * 2654435761
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return letters[(state >>> 8) % letters.length]
  }).join('')
}
