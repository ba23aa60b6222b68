// Line: a record as a line of a reply: `L120: ERROR [web] message {attributes}`.
// Promises: only a record begins with `L` and a number in the first column; it is never longer than asked for.
import { decodeRecord } from '../record/record.ts'
import { renderLine } from '../render/line.ts'
import { clean, shorten } from './text.ts'

export type Detail = 'concise' | 'detailed'

/** `mark` as grep has it: `:` for what was asked for, `-` for what stands around it. `skip`: characters of it to leave out in front. */
export type Wish = { mark: ':' | '-'; detail: Detail; room: number; skip?: number }

/** `missing`: characters that were cut off its end; `next`: the first of them, counted from the record's first. */
export type Shown = { line: number; text: string; missing: number; next: number }

export const showLine = (line: number, record: string, { mark, detail, room, skip = 0 }: Wish): Shown => {
  const { ts, level, source, message, ...rest } = decodeRecord(record)
  const time = detail === 'detailed' ? `${clean(ts)} ` : ''
  const whole = renderLine({ ts, level, source: clean(source), message: clean(message), ...rest })
  const head = `L${line}${mark} ${time}${level.toUpperCase()} `
  const { text, missing } = shorten(whole.slice(skip), Math.max(0, room - head.length))
  return { line, text: head + text, missing, next: whole.length - missing }
}
