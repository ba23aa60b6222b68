// Levels: the words and letters that loggers give a line for its weight.
// Promises: those of syslog, java.util.logging, OpenTelemetry and common loggers, long and short; a level is never a part of a word.
import {
  BAR,
  CLOSE,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  DASH,
  GREATER,
  HASH,
  isDigit,
  isSpace,
  isUpper,
  LESS,
  OPEN,
  OPEN_SQUARE,
  SLASH,
  SPACE,
  STAR,
  skipDigits,
  skipSpaces,
  wordEnd,
} from './chars.ts'
import { found, type Item, items } from './items.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const loud = words(
  'TRACE DEBUG INFO NOTICE WARN WARNING ERROR ERR CRIT CRITICAL FATAL SEVERE ALERT EMERG EMERGENCY PANIC FINE FINER FINEST ' +
    'CONFIG INFORMATION VERBOSE SILLY LOG STATEMENT HINT DETAIL ' +
    'Trace Debug Info Notice Note Warn Warning Error Err Critical Fatal Severe Information Verbose System Panic',
)
const quiet = words(
  'trace debug info notice warn warning error err crit critical fatal severe alert emerg panic information verbose silly http ' +
    'dbg inf wrn ftl DBG INF WRN FTL TRC VRB',
)
const letters = words('V T D I W E F C')

export const isLevel = (word: string): boolean => loud.has(word) || quiet.has(word)
export const isLevelLetter = (word: string): boolean => letters.has(word)

/** A level in capitals at `at`, with a break behind it: `INFO `, `INFO:`, `[INFO]`, `<INFO>`. */
export const isLoudLevel = (line: string, at: number): boolean => {
  const open = line.charCodeAt(at)
  const closer = open === OPEN_SQUARE ? CLOSE_SQUARE : open === LESS ? GREATER : COLON
  const from = closer === COLON ? at : at + 1
  const end = wordEnd(line, from)
  if (end - from < 4 || !isUpper(line.charCodeAt(from + 1))) return false
  const next = line.charCodeAt(end)
  return (isSpace(next) || next === closer) && loud.has(line.slice(from, end))
}

/** `INFO `, `warn: `, `D Tag`, `I/Tag(  12): `, `*DEBUG*`; `before`: the kind in front, 0 at the start of the line. */
export const levelAt = (line: string, at: number, before: number, item: Item): boolean => {
  const end = wordEnd(line, at)
  const length = end - at
  if (length === 0) return before === items.time && signAt(line, at, item)
  if (length === 1) return letterAt(line, at, before, item)
  if (length < 3 || length > 11 || !endsLevel(line, end)) return false
  const word = line.slice(at, end)
  if (loud.has(word)) {
    const logger = before === 0 ? loggerEnd(line, end) : end
    const isSure = before !== 0 && isUpper(line.charCodeAt(at + 1))
    return found(item, isSure ? items.level : items.quietLevel, line, logger)
  }
  return quiet.has(word) && found(item, items.quietLevel, line, end)
}

const endsLevel = (line: string, end: number): boolean => {
  const c = line.charCodeAt(end)
  return (
    end === line.length || isSpace(c) || c === COLON || c === BAR || c === COMMA || c === CLOSE_SQUARE || c === DASH
  )
}

/** `LEVEL:logger:message` */
const loggerEnd = (line: string, end: number): number => {
  if (line.charCodeAt(end) !== COLON) return end
  const colon = wordEnd(line, end + 1)
  return colon > end + 1 && line.charCodeAt(colon) === COLON ? colon : end
}

const letterAt = (line: string, at: number, before: number, item: Item): boolean => {
  if (!letters.has(line[at]!)) return false
  const next = line.charCodeAt(at + 1)
  if (next === SLASH) {
    const end = briefEnd(line, at + 2)
    return end > 0 && found(item, items.letter, line, end)
  }
  return before !== 0 && (isSpace(next) || next === BAR) && found(item, items.letter, line, at + 1)
}

/** `Tag(  12)` with a colon behind it */
const briefEnd = (line: string, at: number): number => {
  let i = at
  while (i < at + 80 && line.charCodeAt(i) > SPACE && line.charCodeAt(i) !== OPEN) i++
  i = skipSpaces(line, i)
  if (line.charCodeAt(i) !== OPEN) return -1
  i = skipSpaces(line, i + 1)
  if (!isDigit(line.charCodeAt(i))) return -1
  i = skipDigits(line, i)
  return line.charCodeAt(i) === CLOSE && line.charCodeAt(i + 1) === COLON ? i + 1 : -1
}

/** `* `, `# `, `*DEBUG*` */
const signAt = (line: string, at: number, item: Item): boolean => {
  const c = line.charCodeAt(at)
  if (c !== STAR && c !== HASH) return false
  if (isSpace(line.charCodeAt(at + 1))) return found(item, items.letter, line, at + 1)
  const end = wordEnd(line, at + 1)
  return line.charCodeAt(end) === STAR && loud.has(line.slice(at + 1, end)) && found(item, items.level, line, end + 1)
}
