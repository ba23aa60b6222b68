// Texts: pieces of bytes as text, most of which came before: names of members, levels, sources.
// Promises: at most `slots` texts of at most `maxBytes` are kept, for as long as one body is read.

const slots = 512
const maxBytes = 24

type Kept = { from: number; length: number; text: string }

/** Gives the text between two places of `bytes`. Bytes that are no UTF-8 become U+FFFD. */
export const textsOf = (bytes: Buffer): ((from: number, to: number) => string) => {
  const kept: (Kept | undefined)[] = new Array(slots).fill(undefined)

  // decoding a few bytes costs several times as much as comparing them
  return (from, to) => {
    const length = to - from
    if (length > maxBytes) return bytes.toString('utf8', from, to)
    let hash = length
    for (let at = from; at < to; at++) hash = (hash * 31 + bytes[at]!) | 0
    const slot = hash & (slots - 1)
    const known = kept[slot]
    if (known !== undefined && known.length === length && isSame(bytes, known.from, from, length)) return known.text
    const text = bytes.toString('utf8', from, to)
    kept[slot] = { from, length, text }
    return text
  }
}

const isSame = (bytes: Buffer, one: number, other: number, length: number): boolean => {
  for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false
  return true
}
