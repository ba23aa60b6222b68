// Line: a record of a run as it is shown to somebody who asks: `14:03:02.114 ERROR [web] message {attributes}`.
// Promises: no control, terminal sequence or invisible character in it, and no further line that begins in the first column; bounded.
import { stripVTControlCharacters } from 'node:util'
import type { Json, LogRecord } from '../record/record.ts'
import { stripControls } from '../render/escape.ts'
import type { Cursor } from '../store/store.ts'

/** `number` counts from 1 in its run; `cursor` is the place behind it. */
export type Line = { number: number; cursor: Cursor; record: LogRecord }

/** Of at most `maxChars`, cut so that what `patterns` look for stays in. */
export const lineText = ({ record }: Line, maxChars: number, patterns: readonly RegExp[] = []): string => {
  const time = clean(record.ts.slice('YYYY-MM-DDT'.length, -'Z'.length))
  const text = bodyOf(record)
  return `${time} ${record.level.toUpperCase().padEnd('ERROR'.length)} [${clean(record.source)}] ${cut(text, maxChars, patterns)}`
}

/** What a search looks at: message and attributes, as text. */
export const searched = ({ message, attributes }: LogRecord): string =>
  attributes === undefined ? message : `${message} ${JSON.stringify(attributes)}`

/** `text` of a log as a piece of one line: what would steer a terminal or hide from a reader is left out. */
export const clean = (text: string): string => stripped(text).replace(/\s+/g, ' ').trim()

const bodyOf = ({ message, attributes }: LogRecord): string => {
  const lines = stripped(message.trimEnd()).replaceAll('\n', '\n  ')
  if (attributes === undefined || Object.keys(attributes).length === 0) return lines
  return `${lines} ${stripped(JSON.stringify(attributes, (_, value: Json) => strippedJson(value)))}`
}

/** Also the names of members; what is inside comes by itself. */
const strippedJson = (value: Json): Json => {
  if (typeof value === 'string') return stripped(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [stripped(name), member]))
}

// a line of a megabyte is not looked at as a whole for the sake of a few hundred characters
const maxLooked = 20_000

const stripped = (text: string): string =>
  stripControls(stripVTControlCharacters(text.slice(0, maxLooked).toWellFormed()), '\n\t')

const cut = (text: string, maxChars: number, patterns: readonly RegExp[]): string => {
  if (text.length <= maxChars) return text
  const at = Math.max(0, ...patterns.map((pattern) => text.search(pattern)))
  const from = at < maxChars * 0.7 ? 0 : Math.min(at - maxChars / 2, text.length - maxChars)
  const left = text.length - maxChars
  const shown = text.slice(from, from + maxChars).toWellFormed()
  return `${from > 0 ? '…' : ''}${shown}… (${left.toLocaleString('en')} characters left out)`
}
