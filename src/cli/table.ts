// Table: rows as columns of text that fit into a width, or as a table of Markdown.
// Promises: safe in a terminal; what is cut ends in `…`; only the last column gives way.
import { escapeControls } from '../render/escape.ts'

/** `isNumber`: aligned to the right. */
export type Column<Row> = { title: string; isNumber?: true; of: (row: Row) => string }

/** Each line at most `width` letters, as long as the columns but the last leave room for one. */
export const textTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string => {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ of }) => escapeControls(of(row)))),
  ]
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]!.length)))
  const last = columns.length - 1
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + 2, 0)
  widths[last] = Math.max(1, Math.min(widths[last]!, width - before))
  const padded = (cell: string, at: number) => {
    const text = cell.length > widths[at]! ? `${cell.slice(0, widths[at]! - 1)}…` : cell
    return columns[at]!.isNumber ? text.padStart(widths[at]!) : text.padEnd(widths[at]!)
  }
  return cells.map((line) => `${line.map(padded).join('  ').trimEnd()}\n`).join('')
}

export const markdownTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`
  const cellOf = (text: string) => escapeControls(text).replace(/[\\`*_[\]<>|]/g, '\\$&')
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map(({ of }) => cellOf(of(row))))),
  ].join('')
}
