// Jump: words that no list knows, in front of a time or level that everybody knows.
// Promises: looks at six words at most; fills `item` when it answers true.
import { timeIn } from './brackets.ts'
import {
  BAR,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  EQUALS,
  isLower,
  isSpace,
  OPEN_SQUARE,
  SEMICOLON,
  SPACE,
  TAB,
} from './chars.ts'
import { type Item, items } from './items.ts'
import { isLoudLevel } from './levels.ts'
import { epochEnd } from './times.ts'

const maxJump = 6
const maxWord = 80

/** Words in front of a time or of a level in capitals, no sentence among them: `- node-7 core.db 2024-…`. */
export const jumpAt = (line: string, at: number, before: number, item: Item): boolean => {
  let prose = 0
  let i = at
  for (let words = 0; words < maxJump; words++) {
    const start = i
    let isProse = true
    let depth = 0
    const stop = Math.min(line.length, start + maxWord + 1)
    for (; i < stop; i++) {
      const c = line.charCodeAt(i)
      if (c <= SPACE || c === BAR) break
      if (c === OPEN_SQUARE) depth++
      else if (c === CLOSE_SQUARE) depth--
      if (!isLower(c)) isProse = false
    }
    const last = line.charCodeAt(i - 1)
    const isListed = last === COMMA && i - start > 2
    if (i === start || depth !== 0 || i - start > maxWord || isListed || last === SEMICOLON || last === EQUALS)
      return false
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

const behindBlanks = (line: string, at: number): number => {
  let i = at
  while (isSpace(line.charCodeAt(i)) || line.charCodeAt(i) === BAR) i++
  return i
}
