// Looks: what a token of a canonical text looks like, and how many different ones make their place a variable.
// Promises: pure; decides by shape and by what stands in front, never by a value itself.
import { variable } from './canon.ts'
import { fp1 } from './fp1.ts'

/** Bits of `looksOf`. */
export const VARIABLE = 1
export const KEY = 2
export const ID = 4
const DOTTED = 8
export const MARKED = 16
const ENUMERATED = 32
const LETTER = 64
export const OWNER = 128
const PREPOSITION = 256
/** A constant that holds a text together. */
export const ANCHOR = 512
const LABEL = 1024
const VERB = 2048
const NOUN = 4096

/** No number of values makes it a variable. */
export const never = 99

const { need } = fp1

export const looksOf = (token: string): number => {
  if (token === variable) return VARIABLE | ID
  const last = token.charCodeAt(token.length - 1)
  if (last === 0x3d) return KEY | ANCHOR
  if (token.length === 1) return LETTER | ID
  let looks = ANCHOR
  const isMarked = opens(token.charCodeAt(0))
  if (isMarked) looks |= MARKED
  if (last === 0x28) looks |= ID
  if (last === 0x3a) looks |= LABEL
  return looks | looksOfWord(isMarked ? token.slice(1) : token)
}

const looksOfWord = (word: string): number => {
  let dots = 0
  let signs = 0
  let humps = 0
  let capitals = 0
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i)
    if (c >= 0x61 && c <= 0x7a) continue
    if (c >= 0x41 && c <= 0x5a) {
      capitals++
      const before = i > 0 ? word.charCodeAt(i - 1) : 0
      if (before >= 0x61 && before <= 0x7a) humps++
    } else if (c === 0x2e) dots++
    else if (c < 128 && c !== 0x3a && c !== 0x28 && c !== 0x27) signs++
  }
  if (dots + signs + humps > 0) return dots > 1 ? ID | DOTTED : ID
  const lower = capitals > 0 ? word.toLowerCase() : word
  let looks = 0
  if (fp1.owners.has(lower)) looks |= OWNER
  if (fp1.prepositions.has(lower)) looks |= PREPOSITION
  if (fp1.nouns.has(lower)) looks |= NOUN
  if (fp1.enumerated.has(lower)) return looks | ENUMERATED
  const isVerb = capitals < 2 && lower.length > 4 && (lower.endsWith('ed') || lower.endsWith('ing'))
  return isVerb ? looks | VERB : looks
}

const opens = (c: number) =>
  c === 0x22 || c === 0x27 || c === 0x60 || c === 0x28 || c === 0x5b || c === 0x7b || c === 0x3c

/** How many values a place needs when one of them is a token with `looks`. `before`: looks of the token in front, 0 at the start;
 *  `left`: how many anchors the text has beside it. */
export const needOf = (looks: number, before: number, left: number): number => {
  if (left < 1 || (looks & KEY) !== 0) return never
  if ((looks & VARIABLE) !== 0) return need.variable
  if (before === 0) return needOfFirst(looks, left)
  if ((looks & LETTER) !== 0) return left < 2 ? never : need.letter
  if ((looks & ENUMERATED) !== 0) return need.enumerated
  if ((looks & VERB) !== 0)
    return (before & (KEY | OWNER | PREPOSITION | NOUN)) !== 0 ? need.verbAfter : need.enumerated
  if ((looks & MARKED) !== 0) return around(before, need.marked)
  if ((looks & ID) !== 0) return around(before, (looks & DOTTED) !== 0 && left > 1 ? need.dotted : need.idLike)
  if (left < 2) return never
  return around(before, left >= fp1.anchorsOfLong ? need.natural : need.naturalInShort)
}

const needOfFirst = (looks: number, left: number): number => {
  if ((looks & MARKED) !== 0) return left < 2 ? never : need.firstMarked
  return (looks & LABEL) !== 0 || left < fp1.anchorsOfFirst ? never : need.first
}

/** The same for several tokens at once, all of which look like ids. */
export const needOfSpan = (before: number, left: number): number => {
  if (left < 1 || before === 0) return never
  return (before & (KEY | OWNER | PREPOSITION)) !== 0 ? need.spanAfterPreposition : need.spanAfterWord
}

const around = (before: number, own: number): number => {
  if ((before & KEY) !== 0) return Math.min(own, need.keyValue)
  if ((before & OWNER) !== 0) return need.afterOwner
  if ((before & PREPOSITION) !== 0) return Math.min(own, need.afterPreposition)
  return (before & NOUN) !== 0 ? Math.min(own, need.afterNoun) : own
}
