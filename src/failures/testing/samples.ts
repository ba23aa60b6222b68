// Samples: what real programs printed when they failed, shortened, with neutral folders; for tests of this room.
// `=== family/group/run`: what a person calls the same failure has the same group; runs differ in machine, folder, lines moved by an edit,
// ids, ports and prefixes. Groups of a family are alike, and are not the same.
import { readdirSync, readFileSync } from 'node:fs'
import type { LogRecord } from '../../record/record.ts'
import type { Failure } from '../failure.ts'
import { createFinder, finderLimits } from '../find.ts'
import { builtInRules } from '../rules/rules.ts'

export type Sample = { family: string; group: string; run: string; text: string }

const folder = new URL('./stacks/', import.meta.url)

export const samples = (): Sample[] =>
  readdirSync(folder).flatMap((file) =>
    readFileSync(new URL(file, folder), 'utf8')
      .split(/^=== /m)
      .slice(1)
      .map((part) => {
        const [name, ...lines] = part.trimEnd().split('\n')
        const [family, group, run] = name!.split('/')
        return { family: `${file.replace('.txt', '')}/${family}`, group: group!, run: run!, text: lines.join('\n') }
      }),
  )

export const recordOf = (message: string, more: Partial<LogRecord> = {}): LogRecord => ({
  ts: '2026-01-02T03:04:05.678Z',
  level: 'info',
  source: 'app',
  message,
  ...more,
})

/** A stack in three lines. */
export const trace = ['TypeError: x is not a function', '    at run (/app/a.js:3:9)', '    at main (/app/a.js:9:1)']

/** What a finder finds in them; cursors are their numbers. */
export const found = (records: LogRecord[], limits = finderLimits): Failure[] => {
  const finder = createFinder({ rules: builtInRules, limits })
  return [...records.flatMap((record, i) => finder.take(record, String(i), String(i + 1))), ...finder.flush()]
}

/** The failures of a text whose lines come one by one. */
export const failuresOf = (text: string, more: Partial<LogRecord> = {}): Failure[] =>
  found(text.split('\n').map((line) => recordOf(line, more)))
