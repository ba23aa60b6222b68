// Names: loggers, threads, files and other words that stand between the time and the message.
// Promises: looks at some hundred characters at most; fills `item` when it answers true.
// Leaves to others: whether such a word is one of the message's (place.ts).
import {
  APOSTROPHE,
  BAR,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  closing,
  DASH,
  DOT,
  EQUALS,
  GREATER,
  isDigit,
  isLetter,
  isLower,
  isSpace,
  LESS,
  OPEN,
  OPEN_SQUARE,
  QUOTE,
  SEMICOLON,
  SPACE,
  skipDigits,
  skipSpaces,
  TAB,
  wordEnd,
} from './chars.ts'
import { behind, found, type Item, items } from './items.ts'
import { isLevel, isLevelLetter, isLoudLevel } from './levels.ts'
import { epochEnd, timeEnd } from './times.ts'

/** `a.b.C: `, `name : `, `name |`, `a.b.C `, `file.go:12] `, `name   ` */
export const nameAt = (line: string, at: number, item: Item): boolean => {
  const stop = Math.min(line.length, at + 100)
  let dots = 0
  let place = -1
  let i = at
  for (; i < stop; i++) {
    const c = line.charCodeAt(i)
    if (c <= SPACE || c === BAR) break
    if (c === EQUALS || c === QUOTE || c === APOSTROPHE || c === COMMA) return false
    if (c === DOT || (c === COLON && line.charCodeAt(i + 1) === COLON)) dots++
    else if (c === COLON && isDigit(line.charCodeAt(i + 1))) place = i
  }
  if (i === at || i === stop) return false
  const last = line.charCodeAt(i - 1)
  if (last === COLON) return i > at + 1 && found(item, items.name, line, i)
  if (place > at && (last === CLOSE_SQUARE || isDigit(last))) return found(item, items.place, line, i)
  if (last === DOT) return false
  const next = line.charCodeAt(i + 1)
  if (line.charCodeAt(i) !== SPACE || isSpace(next) || next === BAR) return found(item, items.column, line, i)
  if ((next === COLON || next === GREATER) && behind(line, i) > i + 2) return found(item, items.name, line, i)
  if (barAt(line, at, item)) return true
  const isOne = dots > 0 ? isLetter(line.charCodeAt(at)) : isHost(line, at, i)
  return isOne && found(item, items.dotted, line, i)
}

/** `web-2`, `node7` */
const isHost = (line: string, at: number, end: number): boolean => {
  let signs = 0
  for (let i = at; i < end; i++) {
    const c = line.charCodeAt(i)
    if (isDigit(c) || c === DASH) signs++
    else if (!isLetter(c)) return false
  }
  return signs > 0 && isLetter(line.charCodeAt(at))
}

/** A process, a thread, the id of a request: `4711 `, `4f1c09aa71b2 ` */
export const numberAt = (line: string, at: number, item: Item): boolean => {
  let end = skipDigits(line, at)
  if (!endsNumber(line, end)) {
    while (isOfId(line.charCodeAt(end))) end++
    if (end - at < shortestId || !endsNumber(line, end)) return false
  }
  return end > at && found(item, items.number, line, end)
}

const shortestId = 8

const isOfId = (c: number) => isDigit(c) || (c >= 0x61 && c <= 0x66) || c === DASH

const endsNumber = (line: string, end: number): boolean => {
  const c = line.charCodeAt(end)
  return isSpace(c) || c === BAR || c === COLON
}

/** Words in front of a bar or tab, which parts columns: `node-1 Pool | ` */
const barAt = (line: string, at: number, item: Item): boolean => {
  const stop = Math.min(line.length, at + 60)
  let words = 1
  for (let i = at; i < stop && words <= 3; i++) {
    const c = line.charCodeAt(i)
    if (c === BAR || c === TAB) return i > at && found(item, items.column, line, i)
    if (c === SPACE && line.charCodeAt(i + 1) !== SPACE && line.charCodeAt(i + 1) !== BAR) words++
  }
  return false
}

/** `name - `, `two words - ` */
export const partedAt = (line: string, at: number, item: Item): boolean => {
  const stop = Math.min(line.length, at + 60)
  let words = 1
  for (let i = at; i < stop && words <= 3; i++) {
    const c = line.charCodeAt(i)
    if (c === EQUALS || c === QUOTE || c === COMMA || c === BAR || c === TAB || c === OPEN_SQUARE) return false
    if (c !== SPACE) continue
    const next = line.charCodeAt(i + 1)
    if (next === DASH && behind(line, i) > i + 2) return i > at && found(item, items.parted, line, i)
    if (next !== SPACE) words++
  }
  return false
}

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

const maxJump = 6

const behindBlanks = (line: string, at: number): number => {
  let i = at
  while (isSpace(line.charCodeAt(i)) || line.charCodeAt(i) === BAR) i++
  return i
}

/** Words in front of a time or of a level in capitals, no sentence among them: `- node-7 core.db 2024-…`. */
export const jumpAt = (line: string, at: number, before: number, item: Item): boolean => {
  let prose = 0
  let i = at
  for (let words = 0; words < maxJump; words++) {
    const start = i
    let isProse = true
    let depth = 0
    for (; i < line.length; i++) {
      const c = line.charCodeAt(i)
      if (c <= SPACE || c === BAR) break
      if (c === OPEN_SQUARE) depth++
      else if (c === CLOSE_SQUARE) depth--
      if (!isLower(c)) isProse = false
    }
    const last = line.charCodeAt(i - 1)
    const isListed = last === COMMA && i - start > 2
    if (i === start || depth !== 0 || i - start > 80 || isListed || last === SEMICOLON || last === EQUALS) return false
    if (last === COLON && before !== 0) return false
    if (isProse) prose++
    const isTabbed = line.charCodeAt(i) === TAB || line.charCodeAt(i) === BAR
    i = behindBlanks(line, i)
    if (i === line.length) return false
    // a sentence may well end in a time; what a tab parts is none
    if (prose > 1 && !isTabbed) continue
    if (timeIn(line, i) > 0 || epochEnd(line, i) > 0 || isLoudLevel(line, i)) {
      item.kind = items.jump
      item.end = i
      return true
    }
  }
  return false
}
