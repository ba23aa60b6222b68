// Line: a cleaned line with everything that is seen of it alone.
import { headOf } from './head.ts'
import { keyOf } from './key.ts'
import type { Piece } from './lines.ts'
import { mayMark } from './sections.ts'
import type { Said } from './signals/match.ts'
import { saidIn } from './signals/match.ts'

/** `from`: where the message begins; `indent`: how deep it stands, -1 for a line without words; `key`: what it says without its numbers;
 *  `mayMark`: whether a runner's mark is to be looked for (sections.ts); `section`: index of its section; `isMark`: a runner's mark;
 *  `isQuoted`: output of a test that a runner repeats beside its name. */
export type Line = Piece & {
  from: number
  indent: number
  key: number
  said: Said | undefined
  isPass: boolean
  mayMark: boolean
  section: number
  isMark: boolean
  isQuoted: boolean
}

/** Makes lines of pieces; what a line with the same key was found to be is remembered for a while, because logs repeat themselves. */
export const createLineOf = (): ((piece: Piece) => Line) => {
  const keys = new Float64Array(remembered).fill(-1)
  const seen: Found[] = []
  const found = (text: string, from: number, key: number): Found => {
    const place = key & (remembered - 1)
    if (keys[place] !== key) {
      keys[place] = key
      seen[place] = look(text, from)
    }
    return seen[place]!
  }
  return (piece) => {
    const { text } = piece
    const from = headOf(text)
    const key = keyOf(text, from)
    const { said, isPass, mayMark } = found(text, from, key)
    const indent = indentOf(text, from)
    // by a copy of the piece: V8 would come to make whole literals where old ones lie, because some of the first lines stay
    return {
      ...piece,
      from,
      indent,
      key,
      said,
      isPass,
      // what stands in front of a message is no part of its key, and may be a mark
      mayMark: mayMark || from > 0,
      section: 0,
      isMark: false,
      isQuoted: false,
    }
  }
}

const remembered = 2 ** 14

type Found = Pick<Line, 'said' | 'isPass' | 'mayMark'>

const look = (text: string, from: number): Found => {
  const message = from === 0 ? text : text.slice(from)
  const hasWords = message !== '' && (message.length < 300 || message.includes(' '))
  const said = hasWords ? (saidIn(message) ?? annotated(text.slice(0, from))) : undefined
  return { said, isPass: passed.test(message), mayMark: mayMark(message) }
}

/** What a runner calls an error is one, whatever it says. */
const annotated = (head: string): Said | undefined =>
  head.includes('[error]') || head.includes('::error') ? { signal: annotation, trust: 1, decoys: [] } : undefined

const annotation = { id: 'annotation', kind: 'tool', worth: 6, match: /^/, yes: [], no: [] } as const

const passed =
  /^\s*(?:[✓✔√] |✅|ok \d|ok\t|--- PASS|PASS[: ]|\[ +OK \]|\[PASS\]|\[\+\] |\(pass\) )|(?:\.{3} ?|: |\s)(?:ok|OK|PASSED|PASS)(?: +\[ *\d+%\]| +\(?[\d.]+ ?m?s\)?(?: \(.*\))?)?$/

/** A tab counts as four blanks; -1 for what has no words: up to two letters that draw no caret. */
const indentOf = (text: string, from: number): number => {
  let indent = 0
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x20) indent++
    else if (code === 0x09) indent += 4
    else return text.length - i < 3 && text.length - from < 4 && !/[\^~|]/.test(text) ? -1 : indent
  }
  return -1
}
