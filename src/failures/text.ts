// Text: what a message says, without what only a terminal needs.

// CSI and OSC sequences, and the two-letter ones (ECMA-48)
const escapes = /\x1b(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,512}(?:\x07|\x1b\\)?|[@-Z\\^_])/g

/** A text without colours and what else only moves a cursor. */
export const withoutEscapes = (text: string): string => (text.includes('\x1b') ? text.replace(escapes, '') : text)

/** The lines of a message: at most `maxLength` letters of it, no colours; of a line written over with `\r` what was seen last. */
export const linesOf = (message: string, maxLength: number): string[] => {
  const cut = message.length > maxLength ? message.slice(0, maxLength) : message
  return withoutEscapes(cut).split('\n').map(lastWritten)
}

const lastWritten = (line: string): string => {
  if (!line.includes('\r')) return line
  const written = line.trimEnd()
  return written.slice(written.lastIndexOf('\r') + 1)
}

export const indentOf = (line: string): number => {
  let i = 0
  while (line[i] === ' ' || line[i] === '\t') i++
  return i
}

export const isBlank = (line: string): boolean => line.trim() === ''
