// Line: a cleaned line with everything that is seen of it alone.
import { headOf } from './head.ts'
import { keyOf } from './key.ts'
import type { Piece } from './lines.ts'
import type { Said } from './signals/match.ts'
import { saidIn } from './signals/match.ts'

/** `from`: where the message begins; `indent`: how deep it stands, -1 for a line without words; `key`: what it says without its numbers;
 *  `section`: index of its section; `isMark`: a runner's mark; `isQuoted`: output of a test that a runner repeats beside its name. */
export type Line = Piece & {
  from: number
  indent: number
  key: number
  said: Said | undefined
  isPass: boolean
  section: number
  isMark: boolean
  isQuoted: boolean
}

export const lineOf = (piece: Piece): Line => {
  const { text } = piece
  const from = headOf(text)
  const message = from === 0 ? text : text.slice(from)
  const hasWords = message !== '' && (message.length < 300 || message.includes(' '))
  return {
    number: piece.number,
    text,
    isPart: piece.isPart,
    isOverwritten: piece.isOverwritten,
    isRed: piece.isRed,
    from,
    indent: message.length < 4 && message.trim().length < 3 && !/[\^~|]/.test(message) ? -1 : indentOf(message),
    key: keyOf(message),
    said: hasWords ? (saidIn(message) ?? annotated(text.slice(0, from))) : undefined,
    isPass: passed.test(message),
    section: 0,
    isMark: false,
    isQuoted: false,
  }
}

/** What a runner calls an error is one, whatever it says. */
const annotated = (head: string): Said | undefined =>
  head.includes('[error]') || head.includes('::error') ? { signal: annotation, trust: 1, decoy: undefined } : undefined

const annotation = { id: 'annotation', kind: 'tool', worth: 6, match: /^/, yes: [], no: [] } as const

const passed =
  /^\s*(?:[✓✔√] |✅|ok \d|ok\t|--- PASS|PASS[: ]|\[ +OK \]|\[PASS\]|\[\+\] |\(pass\) )|(?:\.{3} ?|: |\s)(?:ok|OK|PASSED|PASS)(?: +\[ *\d+%\]| \(?[\d.]+ ?m?s\)?)?$/

const indentOf = (text: string): number => {
  let indent = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x20) indent++
    else if (code === 0x09) indent += 4
    else return indent
  }
  return -1
}
