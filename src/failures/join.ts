// Join: whether a line belongs to the event before it.
// Promises: looks at the line, the first and the last line of the event, and nothing else, so that an event can be put aside as JSON.
// Leaves to others: what an event is (trace.ts), whose line it is (envelope.ts).

import { thrownIn } from './stack/frame.ts'
import { isCodeFrame, isLeadIn } from './stack/script.ts'
import { indentOf } from './text.ts'
import { isFrame } from './trace.ts'

/** What an event is about to be; it says which lines without an indent may follow. */
export type Kind = 'plain' | 'script' | 'python' | 'go' | 'rust' | 'ruby' | 'sanitizer' | 'npm' | 'spring' | 'test'

/** How an event looks to the line that follows. `blanks`: blank lines since `last`. */
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
  [
    'go',
    /^(?:panic: |fatal error: |SIG[A-Z]+: |.*http: panic serving )|^goroutine \d{1,20} .{0,60}?\[[^\]]{1,200}\]:$/,
  ],
  ['rust', /^thread '[^']*'(?: \(\d+\))? panicked at /],
  ['sanitizer', /^==\d+==\s?(?:ERROR|WARNING): \w+Sanitizer/],
  ['ruby', /^[^\s:]{1,500}:\d{1,9}:in [`'][^']{1,200}': /],
  ['npm', /^npm (?:ERR!|error)/],
  ['spring', /^APPLICATION FAILED TO START$/],
  // jest and its kin draw a frame of blank lines around what they say
  ['test', /^\s{0,4}(?:● \S|FAIL {1,2}\S.* > \S|--- FAIL: |(?:FAIL|ERROR): \w+ \(|\d{1,5}\) [A-Z][\w\\]{1,200}::\w)/],
]

/** The kind of event that a line begins by its form alone; undefined when it is any line. */
export const kindOf = (line: string): Kind | undefined => {
  if (isLeadIn(line)) return 'script'
  return starts.find(([, form]) => form.test(line))?.[0]
}

const causes =
  /^\s*(?:Caused by\b|Suppressed: |\[(?:cause|errors)\]: |During handling of the above|The above exception was|\| )|^Emitted '\w+' event on |^(?:To see the full stack trace|Re-run Maven|For more information about the errors|After correcting the problems|(?:-> )?\[Help \d|https?:\/\/cwiki\.apache\.org|mvn <)|^[\s|+-]*\+-+ \d+ -+|^Require stack:|^- \S+\.[cm]?[jt]s$|^Stack (?:back)?trace:|^stack backtrace:/
const closing = /^\s*(?:[\]})]+[,;]?(?: \{)?|\{)$/

/** Whether a line, no blank one, that stands behind an event goes on with it. `hasTime`: the line has a time of its own. */
export const belongs = (line: string, tail: Tail, hasTime: boolean): boolean => {
  const { kind, last, blanks } = tail
  if (/^Node\.js v\d/.test(last)) return false
  if (isFrame(line)) return blanks <= 1
  // with a time of its own it is an entry of its own
  if (hasTime && !tail.hasTime) return false
  if (causes.test(line)) return blanks <= 2
  if (isCodeFrame(line) && tail.count > 1) return blanks <= 1
  if (ofKind[kind](line, tail)) return true
  if (blanks <= 1 && !tail.hasFrames && isHeadOfStack(line, tail, hasTime)) return true
  if (blanks > 0) return false
  return indentOf(line) > tail.indent || (closing.test(line) && indentOf(last) > indentOf(line))
}

// loggers print the exception below the line that says what they were about
const isHeadOfStack = (line: string, { hasTime, kind }: Tail, hasOwnTime: boolean): boolean =>
  starts[0]![1].test(line) || (kind === 'plain' && hasTime && !hasOwnTime && thrownIn(line) !== undefined)

const ofKind: Record<Kind, (line: string, tail: Tail) => boolean> = {
  plain: (line, { last, blanks, hasFrames }) =>
    (hasFrames && /^Node\.js v\d/.test(line)) ||
    (blanks === 0 && isShellsWord.test(line) && /Assertion|terminate called|what\(\)|detected/.test(last)),
  // the source line, the caret, a blank line, then what was thrown
  script: (line, { count, hasFrames, blanks }) =>
    /^Node\.js v\d/.test(line) || (!hasFrames && blanks <= 1 && (count === 2 ? /^\s*\^+\s*$/.test(line) : count < 12)),
  python(line, { last, blanks, indent }) {
    if (/^(?:During handling|The above exception)/.test(last)) return blanks <= 1 && starts[0]![1].test(line)
    return blanks === 0 && indentOf(last) > indent && indentOf(line) <= indent
  },
  go: (line, { last, blanks }) =>
    /^goroutine \d+ |^\[signal |^created by |^exit status \d|^\.\.\.additional frames|^r[a-z0-9]{1,5} +0x/.test(line) ||
    (blanks === 0 && /^goroutine |\.go:\d+/.test(last) && /^[\w.~/*()[\]{}-]+\(.*\)$/.test(line)),
  rust: (line, { last, blanks }) => blanks === 0 && (/panicked at .*:$/.test(last) || /^note: /.test(line)),
  // the cause stands below, in the same form
  ruby: (line, { blanks }) => blanks === 0 && kindOf(line) === 'ruby',
  sanitizer: (_, { last }) => !/^==\d+==ABORTING/.test(last),
  // what failed stands under `Description:`, what to do about it under `Action:`
  spring: (line, { blanks, count }) => blanks <= 1 && count < 20 && line !== 'Action:',
  npm: (line) => /^npm (?:ERR!|error)/.test(line),
  test: (line, { indent, blanks, count }) =>
    /^[-=]{10,}$/.test(line) ||
    (blanks <= 2 && indentOf(line) > indent) ||
    (blanks === 0 && count === 1 && (thrownIn(line) !== undefined || /^Failed asserting/.test(line))),
}

const isShellsWord = /^(?:\S+: line \d+: +\d+ )?(?:Aborted|Segmentation fault|Trace\/breakpoint trap)\b/
