// Quote: short texts that come again and again (keys, levels, sources), as JSON, remembered.

const known = new Map<string, string>()
const maxKnown = 2000
const maxLength = 64

/** JSON text of `text`; worth it where the same texts return with every line. */
export const quote = (text: string): string => {
  const found = known.get(text)
  if (found !== undefined) return found
  const quoted = JSON.stringify(text)
  if (text.length <= maxLength && known.size < maxKnown) known.set(text, quoted)
  return quoted
}
