// Line: a record as plain text: `[source] message {attributes}`.
// Promises: safe in a terminal; only a record begins with `[` in the first column: the further lines of a message are indented.
// Leaves to others: time and level (pretty.ts); which records.
import type { LogRecord } from '../record/record.ts'
import { escapeControls } from './escape.ts'
import { terminalSafe } from './json.ts'

/** Without the line break at its end. A message's own last line break is left out; its other lines are indented by two spaces. */
export const renderLine = ({ source, message, attributes }: LogRecord): string => {
  const text = message.replaceAll('\r\n', '\n')
  const lines = escapeControls(text.endsWith('\n') ? text.slice(0, -1) : text, '\n\t').replaceAll('\n', '\n  ')
  const rest =
    attributes === undefined || Object.keys(attributes).length === 0
      ? ''
      : ` ${escapeControls(terminalSafe(JSON.stringify(attributes)))}`
  return `[${escapeControls(source)}] ${lines}${rest}`
}
