// Show: a record as one command's output: pretty on a terminal, `[source] line` in a pipe, a JSON line when asked.
// Promises: safe in a terminal in all three; a JSON line is the record as it is kept, without what only its page knew. As text, a
//   line of stdout is not told to be one: only stderr is marked.
import type { RawLog } from '../../client/src/index.ts'
import { decodeRecord, encodeRecord, type LogRecord } from '../record/record.ts'
import { terminalSafe } from '../render/json.ts'
import { renderLine } from '../render/line.ts'
import { renderPretty } from '../render/pretty.ts'

export type Look = { isJson: boolean; isTerminal: boolean; color: boolean }

/** With the line break at its end. Lines of context (`before`, `after`) stand around a match as lines, in JSON as lists of it. */
export const createShow = ({ isJson, isTerminal, color }: Look): ((log: RawLog | LogRecord) => string) => {
  const line = (record: LogRecord) =>
    isTerminal ? renderPretty(unmarked(record), { color }) : renderLine(unmarked(record))
  return (log) => {
    const { before, after } = log as { before?: LogRecord[]; after?: LogRecord[] }
    const record = log as LogRecord
    if (isJson) {
      const context = before && after ? { before, after } : {}
      return `${terminalSafe(JSON.stringify({ ...decodeRecord(encodeRecord(record)), ...context }))}\n`
    }
    return [...(before ?? []), record, ...(after ?? [])].map((one) => `${line(one)}\n`).join('')
  }
}

/** A record without the mark of stdout; that of stderr stays. */
export const unmarked = (record: LogRecord): LogRecord => {
  if (record.attributes?.stream !== 'stdout') return record
  const { stream: _, ...attributes } = record.attributes
  return { ...record, attributes }
}
