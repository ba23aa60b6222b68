// Private keys: PEM, OpenSSH, PGP, SSH2 and PuTTY blocks, in one text or spread over the lines of several records.
// Promises: from BEGIN to END of one text everything is masked. Where END does not come, lines that can be key material are, for at
//   most 100 lines from BEGIN; a line of words is none and stays readable, so that a mere mention of BEGIN blinds nobody.
// Leaves to others: remembering the state between batches (openkeys.ts).
//
// A line is          in the flow of a key     after a line of words, or after END
//   strong             masked                   masked, and the flow goes on        (40 or more of base64, mixed)
//   weak               masked                   readable                            (blank, short base64, a header of the block)
//   of words           readable, flow ends      readable
// Why strong lines are masked even after END: a batch whose append failed is sent again, and its second half must not be readable then.
import { mark, type Rule } from './rule.ts'

/** `linesLeft`: how far from BEGIN this still reaches; `indent`: what stands before BEGIN in its line, a log prefix perhaps. */
export type KeyState = { linesLeft: number; isFlowing: boolean; indent: number }

export const maxKeyLines = 100

const begin = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|PuTTY-User-Key-File-\d: /g
const beginning = /^-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/
const end = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|Private-(?:MAC|Hash): [0-9a-f]{1,128}/g
// a public block after the key is no longer the key
const otherBegin = /-----BEGIN (?![A-Z0-9 ]{0,40}PRIVATE KEY)/
// a line break, or one that is escaped in a string
const lineBreak = /\r?\n|(?:\\{1,8}r)?\\{1,8}n/g
const keyMark = mark('private-key')

/** Masks what belongs to a key. `state` is that of the text before, `undefined` where no key is open; so is the one returned. */
export const maskKeyLines = (
  text: string,
  state: KeyState | undefined,
): { text: string; state: KeyState | undefined } => {
  const out: string[] = []
  let open = state
  let done = 0
  let isEndless = false
  for (const from of begins(text)) {
    if (from < done) continue
    const before = walkLines(text.slice(done, from), open)
    out.push(before.text)
    open = { linesLeft: maxKeyLines, isFlowing: true, indent: columnOf(text, from) }
    done = from
    const closing: number | undefined = isEndless ? undefined : endAfter(text, from)
    // no END behind this BEGIN, so none behind the next: asking again would read the text once per BEGIN
    isEndless ||= closing === undefined
    if (closing === undefined) continue
    out.push(keyMark)
    open = undefined
    done = closing
  }
  if (done > 0 && done === text.length) return { text: out.join(''), state: open }
  const rest = walkLines(text.slice(done), open)
  return { text: out.join('') + rest.text, state: rest.state }
}

const begins = (text: string) => [...text.matchAll(begin)].map((found) => found.index)

// a prefix is short; looking for the line's beginning any further would read a long line once per BEGIN
const columnOf = (text: string, at: number) => {
  const before = text.slice(Math.max(0, at - 256), at)
  return before.length - (before.lastIndexOf('\n') + 1)
}

const walkLines = (text: string, state: KeyState | undefined): { text: string; state: KeyState | undefined } => {
  if (state === undefined) return { text, state }
  const out: string[] = []
  let { linesLeft, isFlowing } = state
  let isOver = false
  const put = (line: string, lineEnd: string) => {
    const closing = isFlowing ? endAfter(line, 0) : undefined
    isOver ||= linesLeft <= 0 || otherBegin.test(line)
    const isKey = !isOver && (closing !== undefined || isMaterial(line, state.indent, isFlowing))
    linesLeft--
    isFlowing = isKey && closing === undefined
    if (!isKey) out.push(line, lineEnd)
    // one mark for the lines of a flow: the break between them goes with them
    else if (out.at(-2) === keyMark) out.splice(-2, 2, keyMark + line.slice(closing ?? line.length), lineEnd)
    else out.push(keyMark + line.slice(closing ?? line.length), lineEnd)
  }
  let from = 0
  for (const found of text.matchAll(lineBreak)) {
    put(text.slice(from, found.index), found[0])
    from = found.index + found[0].length
  }
  put(text.slice(from), '')
  const next = isOver || linesLeft <= 0 ? undefined : { linesLeft, isFlowing, indent: state.indent }
  return { text: out.join(''), state: next }
}

const endAfter = (text: string, from: number): number | undefined => {
  end.lastIndex = from
  return end.test(text) ? end.lastIndex : undefined
}

const isMaterial = (line: string, indent: number, isFlowing: boolean) =>
  isStrong(line) || (isFlowing && (isWeak(line) || (hasPrefix(line, indent) && isWeak(line.slice(indent)))))

// the line of BEGIN itself comes without what stood before
const hasPrefix = (line: string, indent: number) => indent > 0 && line.length > indent && !beginning.test(line)

// both cases and a digit: neither a hash in hex nor a long path
const isStrong = (line: string) =>
  (line.match(/[A-Za-z0-9+/]{40,}/g) ?? []).some((run) => /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run))

// quotes, commas and the like around a line, as in source code and diffs; names of RFC 1421, OpenPGP and PuTTY
const isWeak = (line: string): boolean => {
  const bare = line
    .slice(0, 512)
    .replace(beginning, '')
    .replace(/^[\s>|+"'`-]+|[\s"'`,+\\;]+$/g, '')
  return (
    /^[A-Za-z0-9+/=_-]*$/.test(bare) ||
    /^(?:Proc-Type|DEK-Info|Comment|Version|Hash|Charset|MessageID|PuTTY-User-Key-File-\d|Encryption|(?:Public|Private)-Lines|Key-Derivation|Argon2-[A-Za-z]{1,16}|X-[\w-]{1,32}): /.test(
      bare,
    )
  )
}

/** Keys within one text, of which nothing is remembered. */
export const keyRule: Rule = {
  kind: 'private-key',
  anchors: ['PRIVATE KEY', 'PuTTY-User-Key-File-'].map((like) => ({ like })),
  mask: (text) => maskKeyLines(text, undefined).text,
}
