// Scan: a message into tokens: words, names of values, and values.
// Promises: one pass by char codes, linear; two messages with the same words around values of the same look have the same hash.
// Leaves to others: which words are values (shape.ts), values that are so only beside others (canon.ts).
import {
  APOSTROPHE,
  CLOSE,
  CLOSE_CURLY,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  LESS,
  OPEN,
  OPEN_CURLY,
  OPEN_SQUARE,
  QUOTE,
  SEMICOLON,
  SPACE,
  TICK,
} from './chars.ts'
import { fp1 } from './fp1.ts'
import { bitsOf, isAssignment, scanWord, WORD, word } from './shape.ts'

/** What the last scan found; `high` and `low` are the hash. A mark is the bracket or quote a word stands alone in, `:` behind the first
 *  word, or `call` before a bracket. */
export type Tokens = {
  count: number
  high: number
  low: number
  readonly kinds: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly marks: Uint8Array
}

export const kinds = { word: 1, variable: 2, key: 3 } as const
export const call = 1

export const createTokens = (): Tokens => ({
  count: 0,
  high: 0,
  low: 0,
  kinds: new Uint8Array(fp1.maxTokens),
  starts: new Int32Array(fp1.maxTokens),
  ends: new Int32Array(fp1.maxTokens),
  marks: new Uint8Array(fp1.maxTokens),
})

/** The character that closes what another opens; 0 for none. */
const closers = new Uint8Array(128)
for (const pair of ['()', '[]', '{}', '<>', '""', "''", '``']) closers[pair.charCodeAt(0)] = pair.charCodeAt(1)

/** Fills `tokens` with those of `line` from `at` on. */
export const scan = (line: string, at: number, tokens: Tokens): void => {
  const stop = Math.min(line.length, at + fp1.maxChars)
  tokens.count = 0
  tokens.high = 0x811c9dc5 | 0
  tokens.low = 0x1b873593 | 0
  // the sign in front of a word
  let sign = 0
  let i = at
  while (i < stop && tokens.count < fp1.maxTokens) {
    const c = line.charCodeAt(i)
    if ((bitsOf(c) & WORD) === 0) {
      sign = c
      i++
      continue
    }
    const isWord = scanWord(line, i, stop)
    i = word.next
    if (!isWord) continue
    const equals = i < stop && line.charCodeAt(i) <= SPACE ? skipBlanks(line, i, stop) : i
    if (equals < stop && isAssignment(line, equals)) {
      addWord(line, tokens, kinds.key, 0)
      i = addValue(line, equals + 1, stop, tokens)
    } else if (word.isValue) addVariable(tokens)
    else addWord(line, tokens, kinds.word, markOf(line, sign, i, stop, tokens.count === 0))
    sign = 0
  }
}

const skipBlanks = (line: string, at: number, stop: number): number => {
  let i = at
  while (i < stop && line.charCodeAt(i) === SPACE) i++
  return i
}

const addVariable = (tokens: Tokens): void => {
  const { count } = tokens
  // values in a row are one, however many
  if (count > 0 && tokens.kinds[count - 1] === kinds.variable) return
  if (count === fp1.maxTokens) return
  tokens.kinds[count] = kinds.variable
  tokens.count = count + 1
  stir(tokens, tokens.high, tokens.low, 0x2a)
}

const addWord = (line: string, tokens: Tokens, kind: number, mark: number): void => {
  const { count } = tokens
  const { start, end } = word
  tokens.kinds[count] = kind
  tokens.marks[count] = mark
  tokens.starts[count] = start
  tokens.ends[count] = end
  tokens.count = count + 1
  let { high, low } = tokens
  for (let i = start; i < end; i++) {
    const c = line.charCodeAt(i)
    high = Math.imul(high ^ c, 0x01000193)
    low = Math.imul(low ^ c, 0x5bd1e995)
  }
  stir(tokens, high, low, (kind << 8) | mark)
}

const stir = (tokens: Tokens, high: number, low: number, more: number): void => {
  const h = Math.imul(high ^ more, 0x01000193)
  const l = Math.imul(low ^ more, 0x5bd1e995)
  tokens.high = h ^ (h >>> 13)
  tokens.low = l ^ (l >>> 15)
}

/** A value is one by its place when nothing or a quote follows `=`; returns where to go on. */
const addValue = (line: string, at: number, stop: number, tokens: Tokens): number => {
  const i = at < stop && line.charCodeAt(at) === SPACE ? at + 1 : at
  const c = i < stop ? line.charCodeAt(i) : SPACE
  const isQuote = c === QUOTE || c === APOSTROPHE || c === TICK
  if (!isQuote) {
    const isEnd = c <= SPACE || c === COMMA || c === SEMICOLON
    if (isEnd || c === CLOSE || c === CLOSE_SQUARE || c === CLOSE_CURLY) addVariable(tokens)
    return i
  }
  const end = line.indexOf(line[i]!, i + 1)
  if (end < 0 || end >= stop) return i + 1
  addVariable(tokens)
  return end + 1
}

/** `sign`: what stands in front of the word, which ends at `end`. */
const markOf = (line: string, sign: number, end: number, stop: number, isFirst: boolean): number => {
  if (end >= stop) return 0
  const next = line.charCodeAt(end)
  if (sign < 128 && closers[sign] !== 0 && closers[sign] === next) return sign
  if (isFirst && next === COLON) return COLON
  const isOpening = next === OPEN || next === OPEN_SQUARE || next === OPEN_CURLY || next === LESS
  if (!isOpening || end + 1 >= stop) return 0
  const inside = line.charCodeAt(end + 1)
  return inside > SPACE && inside !== closers[next] ? call : 0
}
