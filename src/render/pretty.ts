// Pretty: a record for a person at a terminal: `HH:MM:SS.mmm LEVEL [source] message {attributes}`.
// Promises: safe in a terminal; the level is a word, colour only repeats it.
// Leaves to others: whether the terminal takes colour (cli/).
import { styleText } from 'node:util'
import type { Level, LogRecord } from '../record/record.ts'
import { escapeControls } from './escape.ts'
import { renderLine } from './line.ts'

/** The time is UTC, as in the record. Without the line break at its end. */
export const renderPretty = (record: LogRecord, { color }: { color: boolean }): string => {
  const time = escapeControls(record.ts.slice('YYYY-MM-DDT'.length, -'Z'.length))
  const level = record.level.toUpperCase().padEnd('LEVEL'.length)
  const style = (format: Style, text: string) => (color ? styleText(format, text, { validateStream: false }) : text)
  return `${style('dim', time)} ${style(colors[record.level], level)} ${renderLine(record)}`
}

type Style = Parameters<typeof styleText>[0]

const colors: Record<Level, Style> = {
  trace: 'dim',
  debug: 'dim',
  info: 'cyan',
  warn: 'yellow',
  error: 'red',
  fatal: ['bold', 'red'],
}
