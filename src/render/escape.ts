// Escape: whatever a log contains, a terminal and a reader's eye get visible text.
// Promises: no control, terminal sequence, bidi control, invisible character or lone surrogate comes out raw; a text without any
// comes back as it is; linear time.
// Leaves to others: line breaks (line.ts). It is for reading: a text that spells `\x1b` by itself looks the same.

// ESC and the C1 controls begin every ANSI and OSC sequence; once they are visible, the rest of it is plain text. Invisible is what
// Unicode calls default ignorable: bidi controls (Trojan Source, CVE-2021-42574), zero widths, fillers, tags that spell hidden words;
// line and paragraph separators and the interlinear marks, too. What makes an emoji stays where it makes one.
const unsafe =
  /\p{Cc}|\p{Cs}|[\u2028\u2029\ufff9-\ufffb]|(?!(?<=\p{Extended_Pictographic})\ufe0f|\ufe0f\u20e3|(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d\p{Extended_Pictographic})\p{Default_Ignorable_Code_Point}/gu

const printable = /^[\x20-\x7e]*$/

/** `\x1b`, `\u202e`, `\u{e0041}`; `\n`, `\r` and `\t` by these names. `keep` names the line breaks and tabs to leave as they are. */
export const escapeControls = (text: string, keep: '' | '\n\t' = ''): string =>
  printable.test(text) ? text : text.replace(unsafe, (found) => (keep.includes(found) ? found : visible(found)))

/** The same characters left out instead of shown: for readers whom a spelled-out one would mislead, as language models. */
export const stripControls = (text: string, keep: '' | '\n\t' = ''): string =>
  printable.test(text) ? text : text.replace(unsafe, (found) => (keep.includes(found) ? found : ''))

const visible = (found: string): string => {
  const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[found]
  if (named !== undefined) return named
  const code = found.codePointAt(0)!
  const hex = code.toString(16)
  if (code > 0xffff) return `\\u{${hex}}`
  return code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`
}
