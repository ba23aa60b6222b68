// Chars: the characters of a line by their codes, for everything here that reads one from front to back.
// Promises: behind the end of a line all of them answer no.

export const [TAB, SPACE, QUOTE, HASH, APOSTROPHE, COMMA, DASH, DOT, SLASH, COLON, SEMICOLON, LESS, EQUALS, GREATER] = [
  0x09, 0x20, 0x22, 0x23, 0x27, 0x2c, 0x2d, 0x2e, 0x2f, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e,
] as const
export const [OPEN, CLOSE, STAR, OPEN_SQUARE, BACKSLASH, CLOSE_SQUARE, TICK, OPEN_CURLY, BAR, CLOSE_CURLY] = [
  0x28, 0x29, 0x2a, 0x5b, 0x5c, 0x5d, 0x60, 0x7b, 0x7c, 0x7d,
] as const

export const isSpace = (c: number): boolean => c === SPACE || c === TAB
export const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39
export const isLetter = (c: number): boolean => (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a
export const isUpper = (c: number): boolean => c >= 0x41 && c <= 0x5a
export const isLower = (c: number): boolean => c >= 0x61 && c <= 0x7a

export const skipSpaces = (line: string, at: number): number => {
  let i = at
  while (isSpace(line.charCodeAt(i))) i++
  return i
}

export const skipDigits = (line: string, at: number): number => {
  let i = at
  while (isDigit(line.charCodeAt(i))) i++
  return i
}

/** Behind the letters, digits and `_` at `at`. */
export const wordEnd = (line: string, at: number): number => {
  let i = at
  for (let c = line.charCodeAt(i); isLetter(c) || isDigit(c) || c === 0x5f; c = line.charCodeAt(i)) i++
  return i
}

/** Behind whatever is not blank at `at`, looking at `max` characters at most. */
export const blankAfter = (line: string, at: number, max = 256): number => {
  const stop = Math.min(line.length, at + max)
  let i = at
  while (i < stop && line.charCodeAt(i) > SPACE) i++
  return i
}

const furthest = 200

/** Behind the bracket that closes the one at `at`, of which others of its kind may stand inside; -1 when it is far or missing. */
export const closing = (line: string, at: number): number => {
  const open = line.charCodeAt(at)
  const close = open === OPEN ? CLOSE : open === LESS ? GREATER : CLOSE_SQUARE
  const stop = Math.min(line.length, at + furthest)
  let depth = 0
  for (let i = at; i < stop; i++) {
    const c = line.charCodeAt(i)
    if (c === open) depth++
    else if (c === close && --depth === 0) return i + 1
  }
  return -1
}
