// Join: whether a line belongs to the event before it.
// Promises: looks at the line, the first and the last line of the event, and nothing else, so that an event can be put aside as JSON.
// Leaves to others: what an event is (trace.ts), whose line it is (envelope.ts).

import { isLeadIn } from './stack/script.ts'
import { indentOf, isBlank } from './text.ts'
import { isFrame } from './trace.ts'

/** What an event is about to be; it says which lines without an indent may follow. */
export const kinds = ['plain', 'script', 'python', 'go', 'rust', 'sanitizer', 'npm', 'test'] as const
export type Kind = (typeof kinds)[number]

/** How an event looks to the line that follows. `blanks`: blank lines since `last`. `isOver`: its words are said, only causes may follow. */
export type Tail = {
  kind: Kind
  indent: number
  last: string
  blanks: number
  count: number
  hasFrames: boolean
  hasTime: boolean
}

const starts: [Kind, RegExp][] = [
  ['python', /^[\s|+]*(?:Exception Group )?Traceback \(most recent call last\):|^ {2}File "[^"]{1,1000}", line \d+$/],
  ['go', /^(?:panic: |fatal error: |SIG[A-Z]+: |.*http: panic serving )|^goroutine \d+ .*\[[^\]]+\]:$/],
  ['rust', /^thread '[^']*'(?: \(\d+\))? panicked at /],
  ['sanitizer', /^==\d+==\s?(?:ERROR|WARNING): \w+Sanitizer/],
  ['npm', /^npm (?:ERR!|error)/],
]

/** The kind of event that a line begins by its form alone; undefined when it is any line. */
export const kindOf = (line: string): Kind | undefined => {
  if (isLeadIn(line)) return 'script'
  return starts.find(([, form]) => form.test(line))?.[0]
}

const causes =
  /^\s*(?:Caused by\b|Suppressed: |\[(?:cause|errors)\]: |During handling of the above|The above exception was|\| )|^Emitted '\w+' event on |^[\s|+-]*\+-+ \d+ -+|^Stack (?:back)?trace:|^stack backtrace:/
const closing = /^\s*[\]})]+[,;]?(?: \{)?$/

export const belongs = (line: string, tail: Tail, hasTime: boolean): boolean => {
  const { kind, last, blanks, count } = tail
  if (isBlank(line)) return true
  // with a time of its own it is an entry of its own, unless it is a piece of a stack
  if (isFrame(line)) return blanks <= 1
  if (hasTime && !tail.hasTime) return false
  if (causes.test(line)) return blanks <= 2
  if (blanks === 0 && count > 0 && starts[0]![1].test(line) && !tail.hasFrames) return true
  if (ofKind[kind](line, tail)) return true
  if (blanks === 0 && indentOf(line) > tail.indent) return true
  return blanks === 0 && closing.test(line) && indentOf(last) > indentOf(line)
}

const ofKind: Record<Kind, (line: string, tail: Tail) => boolean> = {
  plain: (line, { last, blanks }) =>
    (blanks === 0 &&
      /^(?:Aborted|Segmentation fault|Trace\/breakpoint trap)\b/.test(line) &&
      /Assertion|terminate called|what\(\)/.test(last)) ||
    /^Node\.js v\d/.test(line) ||
    (blanks === 0 && /^Traceback /.test(line)),
  // the source line, the caret, a blank line, then what was thrown
  script: (line, { count, hasFrames, blanks }) =>
    (!hasFrames && count < 6 && blanks <= 1) || /^Node\.js v\d/.test(line),
  python(line, { last, blanks, indent }) {
    if (blanks <= 1 && /^(?:During handling|The above exception)/.test(last)) return starts[0]![1].test(line)
    return blanks === 0 && indentOf(last) > indent && indentOf(line) <= indent
  },
  go: (line, { last, blanks }) =>
    /^goroutine \d+ |^\[signal |^created by |^exit status \d|^\.\.\.additional frames|^r[a-z0-9]{1,5} +0x/.test(line) ||
    (blanks === 0 &&
      (/^\s+panic: |^\[/.test(line) || /^goroutine |\.go:\d+/.test(last)) &&
      /^[\w.~/*()[\]{}-]+\(.*\)$/.test(line)),
  rust: (line, { last, blanks }) => blanks === 0 && (/panicked at .*:$/.test(last) || /^note: /.test(line)),
  sanitizer: (_, { last }) => !/^==\d+==ABORTING|^SUMMARY: /.test(last),
  npm: (line) => /^npm (?:ERR!|error)/.test(line),
  test: (line, { indent }) => indentOf(line) > indent,
}
