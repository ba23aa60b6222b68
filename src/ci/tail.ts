// Tail: the end of a log, as the original's readers know it.
// Promises: the last 200 lines or 32 KiB, whichever is less, in whole lines; of a single line that is longer, its end in whole characters.

export const maxTailLines = 200
export const maxTailBytes = 32_768

/** `lines` without line breaks; what comes back has one between two lines. */
export const tailOf = (lines: readonly string[]): string => {
  let [from, bytes] = [lines.length, 0]
  while (from > 0 && lines.length - from < maxTailLines) {
    const more = Buffer.byteLength(lines[from - 1]!) + (from < lines.length ? 1 : 0)
    if (bytes + more > maxTailBytes) break
    bytes += more
    from--
  }
  return from === lines.length && from > 0 ? endOf(lines.at(-1)!) : lines.slice(from).join('\n')
}

const endOf = (line: string): string => {
  const bytes = Buffer.from(line)
  let from = bytes.length - maxTailBytes
  while ((bytes[from]! & 0xc0) === 0x80) from++
  return bytes.toString('utf8', from)
}
