// Brackets: what stands in a head between `[` and `]`, `(` and `)`, `<` and `>`: threads, levels, times.
// Promises: looks at 200 characters at most; fills `item` when it answers true.
import { BAR, COLON, closing, isSpace, LESS, OPEN, OPEN_SQUARE, skipSpaces, wordEnd } from './chars.ts'
import { behind, found, type Item, items } from './items.ts'
import { isLevel, isLevelLetter, isLoudLevel } from './levels.ts'
import { timeEnd } from './times.ts'

/** `[main]`, `[INFO ]`, `<0.12.0>`, `(main)`; `before`: the kind in front, 0 at the start of the line. */
export const bracketAt = (line: string, at: number, before: number, item: Item): boolean => {
  const end = closing(line, at)
  if (end < 0) return false
  const isSquare = line.charCodeAt(at) === OPEN_SQUARE
  const from = skipSpaces(line, at + 1)
  const to = wordEnd(line, from)
  if (skipSpaces(line, to) === end - 1) {
    const word = line.slice(from, to)
    if (isLevel(word) || (isSquare && isLevelLetter(word))) return found(item, items.level, line, end)
  }
  const next = line.charCodeAt(end)
  const isParted = end === line.length || isSpace(next) || next === OPEN_SQUARE || next === COLON || next === BAR
  if (!isParted || (before === 0 && !(isSquare && leads(line, end)))) return false
  return found(item, items.bracket, line, end)
}

/** Whether the head goes on behind a bracket that stands first. */
const leads = (line: string, end: number): boolean => {
  if (line.charCodeAt(end) === OPEN_SQUARE) return true
  const next = behind(line, end)
  return timeIn(line, next) > 0 || isLoudLevel(line, next)
}

/** Behind the time at `at`, or behind the bracket that it is the first in; -1 for no time. */
export const timeIn = (line: string, at: number): number => {
  const c = line.charCodeAt(at)
  if (c !== OPEN_SQUARE && c !== OPEN && c !== LESS) return timeEnd(line, at)
  return timeEnd(line, skipSpaces(line, at + 1)) < 0 ? -1 : closing(line, at)
}
