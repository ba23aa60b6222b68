// Fence: text of others as a block that nothing in it can leave (CommonMark 4.5), for a reader who is a language model.
// Promises: the fence is longer than any run of backticks or tildes inside; no control, invisible or direction character is left, so that
//   `\n` is the only line break there is; never longer than the text by more than `fenceBytes`.
import { stripControls } from '../render/escape.ts'

// a run that is longer is no code, and would cost its length twice more
const maxRun = 32
export const fenceBytes = 2 * (maxRun + 1) + '\ntext\n\n'.length

export const fenced = (text: string): string => {
  const inside = safe(text)
  const longest = Math.max(0, ...(inside.match(/`+|~+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}text\n${inside}\n${fence}\n`
}

/** `…` has three bytes and stands for four letters at least. */
const safe = (text: string): string =>
  stripControls(text, '\n\t').replace(/`{33,}|~{33,}/g, (run) => `${run.slice(0, Math.min(maxRun, run.length - 3))}…`)

/** A name that others chose, as a part of a line of ours; at most `maxName` bytes. */
export const nameOf = (text: string): string => {
  const plain = stripControls(text.replace(/\s+/g, ' '))
    .replace(/[`~"<>[\]\\|]/g, "'")
    .trim()
  if (Buffer.byteLength(plain) <= maxName) return plain
  let short = ''
  for (const letter of plain) {
    if (Buffer.byteLength(short + letter) > maxName - 3) break
    short += letter
  }
  return `${short}…`
}

const maxName = 80
