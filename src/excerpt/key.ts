// Key: a number for what a line says, whatever the numbers, ids and times in it are.
// Promises: the same for lines that differ only in words with digits, or in blanks; 32 bits, so now and then two lines share one.

/** `from`: where the message begins (head.ts). */
export const keyOf = (text: string, from = 0): number => {
  let hash = 0x811c9dc5
  let word = 0
  let hasDigit = false
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // letters of any script, digits: a word goes on
    if (((code | 0x20) - 0x61) >>> 0 < 26 || code > 0x7f) word = Math.imul(word ^ code, 0x01000193)
    else if ((code - 0x30) >>> 0 < 10) hasDigit = true
    else {
      if (hasDigit) hash = Math.imul(hash ^ 0x23, 0x85ebca6b)
      else if (word !== 0) hash = Math.imul(hash ^ word, 0x85ebca6b)
      if (code !== 0x20 && code !== 0x09) hash = Math.imul(hash ^ code, 0x01000193)
      word = 0
      hasDigit = false
    }
  }
  if (hasDigit) hash = Math.imul(hash ^ 0x23, 0x85ebca6b)
  else if (word !== 0) hash = Math.imul(hash ^ word, 0x85ebca6b)
  return (hash ^ (hash >>> 15)) >>> 0
}
