// Items: what the head of a line is made of, and where the next of them begins.
// Leaves to others: finding them (head.ts).
import { BAR, COLON, COMMA, DASH, GREATER, isSpace } from './chars.ts'

export const items = {
  time: 1,
  epoch: 2,
  /** in capitals or in brackets */
  level: 3,
  /** may as well be the first word of a sentence */
  quietLevel: 4,
  letter: 5,
  number: 6,
  bracket: 7,
  tag: 8,
  name: 9,
  dotted: 10,
  column: 11,
  place: 12,
  jump: 13,
  priority: 14,
  stream: 15,
  /** a name of up to three words, a dash behind it */
  parted: 16,
} as const

/** What was found, and where what follows it begins. */
export type Item = { kind: number; end: number }

/** Fills `item` with what ends at `end`; true, so that it can be returned. */
export const found = (item: Item, kind: number, line: string, end: number): true => {
  item.kind = kind
  item.end = behind(line, end)
  return true
}

/** Behind the blanks and the marks that part columns at `at`: `|`, and between blanks `-`, `--`, `>`, `:`. */
export const behind = (line: string, at: number): number => {
  let i = at
  let c = line.charCodeAt(i)
  if (c === COLON || c === COMMA) c = line.charCodeAt(++i)
  for (;;) {
    while (isSpace(c) || c === BAR) c = line.charCodeAt(++i)
    let rule = i
    while (isRule(line.charCodeAt(rule))) rule++
    const isAlone = isSpace(line.charCodeAt(rule)) || rule === line.length
    if (rule === i || rule - i > 3 || !isAlone) return i
    i = rule
    c = line.charCodeAt(i)
  }
}

const isRule = (c: number) => c === DASH || c === GREATER || c === COLON || c === 0x2013 || c === 0x2014
