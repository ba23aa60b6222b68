// Failures: what finding costs: rules and fingerprint over records as they are read, beside JSON.parse of the same records in the same run.
// Processor time, not the clock: what else runs on the machine does not count.

import { createFinder } from '../src/failures/find.ts'
import type { Rule } from '../src/failures/rule.ts'
import { builtInRules } from '../src/failures/rules/rules.ts'
import { userRulesIn, withUserRules } from '../src/failures/user.ts'
import { decodeRecord, type LogRecord } from '../src/record/record.ts'
import { storedBytes } from './pipeline.ts'
import { leastCpuMs } from './stats.ts'
import type { Row } from './table.ts'

const rounds = 5

// of the slowest kind that is not refused: every letter keeps all of its states alive
const evil = JSON.stringify([{ id: 'evil', match: '[a-z ]{0,240}[xyz]{2}' }])

export const failures = async (lines: readonly string[]): Promise<Row[]> => {
  const stored = storedBytes(lines).toString().split('\n').slice(0, -1)
  const records = stored.map(decodeRecord)
  const parseMs = leastCpuMs(rounds, () => stored.forEach(decodeRecord))
  let found = 0
  const findMs = leastCpuMs(rounds, () => {
    found = findIn(builtInRules, records)
  })
  const quiet = records.map(({ ts, source }): LogRecord => ({ ts, level: 'info', source, message: calm }))
  const quietMs = leastCpuMs(rounds, () => findIn(builtInRules, quiet))
  const evilRules = withUserRules(builtInRules, userRulesIn(evil))
  const long = { ...records[0]!, message: 'a'.repeat(65_536) }
  return [
    {
      what: `rules and fingerprint, ${builtInRules.length} rules`,
      value: perSecond(records.length, findMs),
      unit: 'lines/s',
      atLeast: [100_000, 150_000],
      note: `${found} failures in ${records.length} lines; ${(findMs / parseMs).toFixed(1)} times JSON.parse of the same (${perSecond(records.length, parseMs)} lines/s)`,
    },
    { what: 'a line without any hint', value: (quietMs * 1000) / records.length, unit: 'µs', atMost: [1, 0.5] },
    {
      what: 'one line of 64 KiB with the worst rule of a user',
      value: leastCpuMs(rounds, () => findIn(evilRules, [long])),
      unit: 'ms',
      atMost: [50],
    },
  ]
}

const calm = 'cart 8123 of user 77 was priced in 12 ms with 3 items and 4 vouchers, and nothing else is said about it'

const findIn = (rules: readonly Rule[], records: readonly LogRecord[]): number => {
  const finder = createFinder({ rules })
  let count = 0
  for (const record of records) count += finder.take(record, '1-1', '1-2').length
  return count + finder.flush().length
}

const perSecond = (count: number, ms: number) => Math.round((count * 1000) / ms)
