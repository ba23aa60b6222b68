// Head: the next piece of what a logger or a collector put before a message.
//
//   <34>1 2024-01-02T10:00:00Z web app 12 - - …   [2024-01-02 10:00:00] [main] INFO  a.b.C - …   Jan  2 10:00:00 web sshd[12]: …
//
// Promises: one grammar for all lines, read by char codes; bounded look-ahead.
// Leaves to others: whether a piece that may as well begin the message belongs to the head (heads.ts).

import { bracketAt, timeIn } from './brackets.ts'
import { isDigit, isSpace, isUpper, LESS, OPEN, OPEN_CURLY, OPEN_SQUARE, QUOTE } from './chars.ts'
import { found, type Item, items } from './items.ts'
import { jumpAt } from './jump.ts'
import { isLevelLetter, levelAt } from './levels.ts'
import { nameAt, numberAt, partedAt } from './names.ts'
import { bitOf, votable } from './place.ts'
import { columnAt, priorityAt, streamAt, tagAt, uptimeAt } from './syslog.ts'
import { epochEnd, timeEnd } from './times.ts'

/** Fills `item` with what stands at `at`; false when it can only be the message. `before`: the kind in front, 0 at the start;
 *  `without`: kinds, as bits, that it is not to be read as. */
export const itemAt = (line: string, at: number, before: number, without: number, item: Item): boolean =>
  at < line.length &&
  (sureAt(line, at, before, item) || ((without & votable) === 0 && votableAt(line, at, before, without, item)))

/** What nothing but a head begins with. */
const sureAt = (line: string, at: number, before: number, item: Item): boolean => {
  const c = line.charCodeAt(at)
  if (timeAt(line, at, c, item)) return true
  if (c === OPEN_SQUARE) return uptimeAt(line, at, item)
  if (c === LESS && at === 0) return priorityAt(line, item)
  return before === items.time && streamAt(line, at, item)
}

const votableAt = (line: string, at: number, before: number, without: number, item: Item): boolean => {
  // behind `proc: ` a level or a name is the program's own word
  if (before === items.tag) return false
  const c = line.charCodeAt(at)
  // what opens like JSON is read as that, or is the message
  if (c === OPEN_CURLY || c === QUOTE) return false
  const may = (kinds: number) => (without & kinds) !== kinds
  if ((c === OPEN_SQUARE || c === OPEN || c === LESS) && may(ofBracket) && bracketAt(line, at, before, item))
    return true
  if (may(ofLevel) && levelAt(line, at, before, item)) return true
  if (before !== 0 && may(bitOf(items.number)) && numberAt(line, at, item)) return true
  const mayBeTag = before === items.time || before === items.priority
  if (mayBeTag && may(bitOf(items.tag)) && tagAt(line, at, item)) return true
  if (may(bitOf(items.jump)) && jumpAt(line, at, before, item)) return true
  if (before === 0) return columnAt(line, at, item)
  if (may(bitOf(items.parted)) && partedAt(line, at, item)) return true
  return may(ofName) && nameAt(line, at, item)
}

const setOf = (kinds: readonly number[]) => kinds.reduce((bits, kind) => bits | bitOf(kind), 0)
const ofBracket = setOf([items.bracket, items.level])
const ofLevel = setOf([items.level, items.quietLevel, items.letter])
const ofName = setOf([items.name, items.place, items.column, items.dotted])

const timeAt = (line: string, at: number, c: number, item: Item): boolean => {
  if (isDigit(c)) {
    const end = timeEnd(line, at)
    if (end > 0) return found(item, items.time, line, end)
    const epoch = epochEnd(line, at)
    return epoch > 0 && found(item, items.epoch, line, epoch)
  }
  if (!isUpper(c) && c !== OPEN_SQUARE && c !== OPEN) return false
  const end = isUpper(c) && isDigit(line.charCodeAt(at + 1)) ? klogEnd(line, at) : timeIn(line, at)
  return end > 0 && found(item, items.time, line, end)
}

/** `I0102 15:04:05.000000` */
const klogEnd = (line: string, at: number): number =>
  isLevelLetter(line[at]!) && isDigit(line.charCodeAt(at + 4)) && isSpace(line.charCodeAt(at + 5))
    ? timeEnd(line, at + 6)
    : -1
