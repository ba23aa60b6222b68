// Markdown: lines of a run as a block to paste into an issue or a prompt.
//
//   <!-- spoor run_1 · 3 of 8,412 lines · 2026-02-03T04:05:06.000Z · http://… -->
//   ```text
//   120 ERROR [web] connect ECONNREFUSED
//   ```
//
// Promises: whatever the lines say, they stay inside the fence: it is longer than any run of backticks in them (CommonMark 4.5).
import type { RawLog, RawPage } from '../../client/src/index.ts'
import type { LogRecord } from '../record/record.ts'
import { escapeControls } from '../render/escape.ts'
import { fenceFor } from '../render/fence.ts'
import { renderLine } from '../render/line.ts'
import { unmarked } from './show.ts'
import { linesInWords } from './words.ts'

/** `logs` in the order to show them; with context, groups stand apart by `--`. The first column is the line's number in the run. */
export const markdownOf = (page: RawPage, logs: RawLog[], address: string, nowIso: string): string => {
  const hasContext = logs.some(({ before, after }) => before !== undefined || after !== undefined)
  const text = logs.map(groupOf).join(hasContext ? '--\n' : '')
  const ofAll = logs.length < page.total ? `${logs.length.toLocaleString('en')} of ` : ''
  const fence = fenceFor(text)
  const head = `spoor ${page.runId} · ${ofAll}${linesInWords(page.total)} · ${nowIso} · ${address}`
  return `<!-- ${escapeControls(head).replaceAll('-->', '-- >')} -->\n${fence}text\n${text}${fence}\n`
}

const groupOf = (log: RawLog): string => {
  const { before = [], after = [] } = log as { before?: LogRecord[]; after?: LogRecord[] }
  const number = log.line as number
  const lines = [...before, log as unknown as LogRecord, ...after]
  return lines.map((record, i) => lineOf(record, number - before.length + i)).join('')
}

const lineOf = (record: LogRecord, number: number): string =>
  `${number} ${record.level.toUpperCase().padEnd('ERROR'.length)} ${renderLine(unmarked(record))}\n`
