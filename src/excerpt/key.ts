// Key: a number for what a line says, whatever the numbers, ids and times in it are.
// Promises: the same for lines that differ only in words with digits, or in blanks; but 0 and numbers of three digits count, because no
//   errors, an exit code or a status say something else than others. 32 bits: now and then two lines share one.

/** `from`: where the message begins (head.ts). */
export const keyOf = (text: string, from = 0): number => {
  let hash = 0x811c9dc5
  let word = 0
  let digits = 0
  let number = 0
  for (let i = from; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : blank
    // letters of any script, digits: a word goes on
    if (((code | 0x20) - 0x61) >>> 0 < 26 || code > 0x7f) word = Math.imul(word ^ code, 0x01000193)
    else if ((code - 0x30) >>> 0 < 10) {
      digits++
      number = (number * 10 + code - 0x30) & 0xffff
    } else {
      if (digits > 0) hash = Math.imul(hash ^ (tells(word, digits, number) ? number : 0x2323), 0x85ebca6b)
      else if (word !== 0) hash = Math.imul(hash ^ word, 0x85ebca6b)
      if (code !== blank && code !== 0x09) hash = Math.imul(hash ^ code, 0x01000193)
      word = 0
      digits = 0
      number = 0
    }
  }
  return (hash ^ (hash >>> 15)) >>> 0
}

const blank = 0x20
const tells = (word: number, digits: number, number: number) => word === 0 && (digits === 3 || number === 0)
