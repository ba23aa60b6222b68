// Names: loggers, threads, files and other words that stand between the time and the message.
// Promises: looks at some hundred characters at most; fills `item` when it answers true.
// Leaves to others: whether such a word is one of the message's (place.ts).
import {
  APOSTROPHE,
  BAR,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  DASH,
  DOT,
  EQUALS,
  GREATER,
  isDigit,
  isLetter,
  isSpace,
  OPEN_SQUARE,
  QUOTE,
  SPACE,
  skipDigits,
  TAB,
} from './chars.ts'
import { behind, found, type Item, items } from './items.ts'

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
