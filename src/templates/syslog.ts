// Syslog: what RFC 3164, RFC 5424, the kernel and container runtimes put into a head.
// Promises: bounded look-ahead; fills `item` when it answers true.
import {
  BAR,
  blankAfter,
  CLOSE_SQUARE,
  COLON,
  closing,
  DASH,
  DOT,
  GREATER,
  isDigit,
  isLetter,
  isSpace,
  LESS,
  OPEN,
  OPEN_SQUARE,
  skipDigits,
  skipSpaces,
} from './chars.ts'
import { found, type Item, items } from './items.ts'

/** `<34>` of RFC 3164; with a version behind it all of a head of RFC 5424, section 6. */
export const priorityAt = (line: string, item: Item): boolean => {
  const end = skipDigits(line, 1)
  if (end === 1 || end > 4 || line.charCodeAt(end) !== GREATER) return false
  const hasVersion = isDigit(line.charCodeAt(end + 1)) && isSpace(line.charCodeAt(end + 2))
  return found(item, items.priority, line, hasVersion ? fieldsEnd(line, end + 3) : end + 1)
}

/** `time host app pid id data`; what is not known is `-` */
const fieldsEnd = (line: string, at: number): number => {
  let i = at
  for (let field = 0; field < 5; field++) {
    i = blankAfter(line, i)
    if (!isSpace(line.charCodeAt(i))) return i
    i++
  }
  if (line.charCodeAt(i) === DASH) return i + 1
  while (line.charCodeAt(i) === OPEN_SQUARE) {
    const end = closing(line, i)
    if (end < 0) return i
    i = end
  }
  return i
}

/** `host proc[pid]: `, `host proc: `: host and name at once, because a word before a colon is much else besides. */
export const tagAt = (line: string, at: number, item: Item): boolean => {
  const host = blankAfter(line, at)
  const last = line.charCodeAt(host - 1)
  if (host === at || last === COLON || last === CLOSE_SQUARE) return false
  const end = tagEnd(line, skipSpaces(line, host))
  if (end < 0 || (end < line.length && !isSpace(line.charCodeAt(end)))) return false
  item.kind = items.tag
  item.end = skipSpaces(line, end)
  return true
}

/** Behind the colon of `proc:`, `proc[12]:`, `proc[12] (part[13]) <Notice>:`; -1 for what is none. */
const tagEnd = (line: string, at: number): number => {
  let i = at
  while (isOfTag(line.charCodeAt(i))) i++
  if (i === at || line.charCodeAt(at) === COLON) return -1
  if (line.charCodeAt(i) !== OPEN_SQUARE) return line.charCodeAt(i - 1) === COLON ? i : -1
  for (i = closing(line, i); i > 0; ) {
    const more = skipSpaces(line, i)
    const c = line.charCodeAt(more)
    if (more === i || (c !== OPEN && c !== LESS)) break
    i = closing(line, more)
  }
  return i > 0 && line.charCodeAt(i) === COLON ? i + 1 : -1
}

const isOfTag = (c: number) =>
  isLetter(c) ||
  isDigit(c) ||
  (c >= 0x2d && c <= 0x2f) ||
  c === 0x5f ||
  c === 0x28 ||
  c === 0x29 ||
  c === 0x40 ||
  c === COLON

/** `[   12.345678]` of the kernel */
export const uptimeAt = (line: string, at: number, item: Item): boolean => {
  const start = skipSpaces(line, at + 1)
  const dot = skipDigits(line, start)
  if (dot === start || line.charCodeAt(dot) !== DOT) return false
  const end = skipDigits(line, dot + 1)
  return line.charCodeAt(end) === CLOSE_SQUARE && found(item, items.time, line, end + 1)
}

/** `stdout F ` of the container runtime interface */
export const streamAt = (line: string, at: number, item: Item): boolean => {
  if (!line.startsWith('stdout ', at) && !line.startsWith('stderr ', at)) return false
  const flag = line[at + 7]
  return (flag === 'F' || flag === 'P') && isSpace(line.charCodeAt(at + 8)) && found(item, items.stream, line, at + 8)
}

/** `web-1  | ` of what shows several containers at once; `a|b|` */
export const columnAt = (line: string, at: number, item: Item): boolean => {
  let i = at
  while (i < at + 60 && line.charCodeAt(i) > 0x20 && line.charCodeAt(i) !== BAR) i++
  const bar = skipSpaces(line, i)
  return i > at && line.charCodeAt(bar) === BAR && found(item, items.column, line, bar)
}
