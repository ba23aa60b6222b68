// Find: the failures in a log, record by record.
// Promises: every record is looked at once; synchronous and pure; what is being joined is bounded, and can be put aside as JSON and gone
//   on with: take(a), open, restore, take(b) gives what take(a), take(b) gives. Sources, and the tags within one, are joined apart; what
//   its own source passes over for long has ended.
// Leaves to others: reading the log, counting (issues/).
//
//   record ─▶ said ─▶ envelope off ─▶ goes on with the open event of its source and tag? ── yes ─▶ joined
//             │                                       │ no: that one is judged and given out
//             └ no hint, nothing open: done           └ begins one? ─▶ open
import type { LogRecord } from '../record/record.ts'
import { type Entry, entryOf } from './entry.ts'
import { isAtLeast, peel } from './envelope.ts'
import { type EventLimits, extend, goesOn, type OpenEvent, type Piece } from './event.ts'
import type { Failure } from './failure.ts'
import { kindOf } from './join.ts'
import { createJudge, matchIn } from './judge.ts'
import { type Hints, matcherOf } from './match.ts'
import type { Rule } from './rule.ts'
import { tellsMore } from './said.ts'
import { thrownIn } from './stack/frame.ts'
import { isLeadIn } from './stack/script.ts'
import { isDump, isTalk } from './talk.ts'
import { isBlank, withoutEscapes } from './text.ts'
import { isFrame } from './trace.ts'

/** What is being joined, oldest first: plain JSON of at most `maxOpen` events. */
export type Open = { version: 1; events: OpenEvent[] }

export type FinderLimits = EventLimits & {
  /** Letters of a message that are looked at. */
  maxMessage: number
  /** Sources and tags in which something is open at once; the oldest is given out first. */
  maxOpen: number
  /** Records of a source between two of one event: more than threads and containers that write at once put between two lines of a stack. */
  maxPassed: number
  /** Failures of few words that are known again without being read again. */
  maxKnown: number
}

/** `rules`: in the order in which they are tried (rules/rules.ts, user.ts). `open`: to go on where another finder stopped. */
export type FinderOptions = { rules: readonly Rule[]; limits?: FinderLimits; open?: Open }

export interface Finder {
  /** The failures that this record ended. `begin` and `end`: cursors in front of it and behind it. `atMs`: when, for `flush`. */
  take(record: LogRecord, begin: string, end: string, atMs?: number): Failure[]
  /** Gives out what was last added to at `byMs` or before; without it all that is open: nothing more is expected. */
  flush(byMs?: number): Failure[]
  open(): Open
  /** Whether anything is open; and when what is so for longest was last added to. */
  readonly isJoining: boolean
  readonly quietSinceMs: number | undefined
}

/** How much of a record is to be looked at: by which words it has. */
type Look = 'none' | 'all' | Hints

export const finderLimits: FinderLimits = {
  maxMessage: 65_536,
  maxRecords: 2_000,
  maxLength: 32_768,
  maxOpen: 64,
  maxPassed: 200,
  maxKnown: 1_000,
}

export const createFinder = ({ rules, limits = finderLimits, open }: FinderOptions): Finder => {
  const matcher = matcherOf(rules)
  const judge = createJudge(matcher, limits.maxKnown)
  const events = new Map<string, OpenEvent>()
  const busy = new Map<string, number>()
  const keyOf = (source: string, tag: string) => `${tag}\0${source}`

  const add = (event: OpenEvent) => {
    events.set(keyOf(event.source, event.tag), event)
    busy.set(event.source, (busy.get(event.source) ?? 0) + 1)
  }
  const close = (event: OpenEvent): Failure[] => {
    events.delete(keyOf(event.source, event.tag))
    const left = busy.get(event.source)! - 1
    if (left === 0) busy.delete(event.source)
    else busy.set(event.source, left)
    const failure = judge(event)
    return failure === undefined ? [] : [failure]
  }
  for (const event of structuredClone(open?.events ?? [])) add(event)

  /** What one more record of its source ends. */
  const passedBy = (source: string): Failure[] => {
    const over: OpenEvent[] = []
    for (const event of events.values())
      if (event.source === source && event.passed++ > limits.maxPassed) over.push(event)
    return over.flatMap(close)
  }

  // a logger that begins each entry with a time and a thread prints the stack below without them
  const lastWithTime = (source: string): OpenEvent | undefined =>
    [...events.values()].findLast((event) => event.source === source && event.hasTime)

  const lookAt = ({ level, message, attributes }: LogRecord): Look => {
    if (isAtLeast(level, 'error')) return 'all'
    if (!isAtLeast(level, 'info')) return 'none'
    if (attributes !== undefined && tellsMore(attributes)) return 'all'
    // a word may change its colour half-way
    const text = withoutEscapes(message.length > limits.maxMessage ? message.slice(0, limits.maxMessage) : message)
    const hints = matcher.hintsIn(text)
    return hints?.isStack || beginsLoud.test(text) || endsInPlace(text) ? 'all' : (hints ?? 'none')
  }

  return {
    take(record, begin, end, atMs = 0) {
      const look = lookAt(record)
      const isBusy = busy.has(record.source)
      if (look === 'none' && !isBusy) return []
      const ended = isBusy ? passedBy(record.source) : []
      const entry = entryOf(record, limits.maxMessage)
      const { tag, hasTime, lines } = entry
      const piece: Piece = { lines, hasTime, end, atMs }
      const before =
        events.get(keyOf(record.source, tag)) ?? (tag === '' && !hasTime ? lastWithTime(record.source) : undefined)
      if (before !== undefined && goesOn(before, piece)) {
        extend(before, piece, limits)
        // behind all others: the first is the one that was quiet for longest
        events.delete(keyOf(before.source, before.tag))
        events.set(keyOf(before.source, before.tag), before)
        if (before.records + before.pending >= limits.maxRecords) ended.push(...close(before))
        return ended
      }
      if (before?.tag === tag) ended.push(...close(before))
      if (look !== 'none' && begins(entry, look)) {
        const event = newEvent(record, entry, begin)
        extend(event, piece, limits)
        add(event)
        if (events.size > limits.maxOpen) ended.push(...close(events.values().next().value!))
      }
      return ended
    },
    flush: (byMs = Number.POSITIVE_INFINITY) =>
      [...events.values()].filter(({ takenMs }) => takenMs <= byMs).flatMap(close),
    open: () => structuredClone({ version: 1, events: [...events.values()] }),
    get isJoining() {
      return events.size > 0
    },
    get quietSinceMs() {
      return events.values().next().value?.takenMs
    },
  }

  function begins(entry: Entry, look: 'all' | Hints): boolean {
    const { lines, first, level } = entry
    const body = lines[first]!
    if (!isAtLeast(level, 'info') || isBlank(body) || isEcho.test(body) || isDump(body)) return false
    // most have the word of a rule and nothing else of it
    const isPlain = look !== 'all' && lines.length === 1 && !isAtLeast(level, 'error')
    if (isPlain && matchIn(body, entry, matcher, look) === undefined) return false
    if (kindOf(body) !== undefined) return true
    if (isFrame(body)) return false
    if (isAtLeast(level, 'error') || thrownIn(body) !== undefined) return true
    if (lines.length === 1 && isTalk(body)) return false
    const text = lines.length === 1 ? body : lines.join('\n')
    return matchIn(text, entry, matcher) !== undefined || (lines.length > 1 && lines.some(isFrame))
  }
}

const newEvent = ({ source, ts }: LogRecord, { tag, level, isCalm, hasTime }: Entry, begin: string): OpenEvent => ({
  source,
  tag,
  level,
  isCalm,
  hasTime,
  ts,
  cursor: begin,
  end: begin,
  kind: 'plain',
  lines: [],
  length: 0,
  records: 0,
  pending: 0,
  passed: 0,
  takenMs: 0,
  blanks: 0,
  count: 0,
  indent: 0,
  last: '',
  hasFrames: false,
})

// a shell that shows what it is about to run (set -x)
const isEcho = /^\+{1,4} \S/

// a letter for an error, of klog, Android and logcat, and syslog's number are no words
const beginsLoud =
  /^[EF](?:\d{4} |\/[\w.$-]{1,60}\s{0,20}\()|^<\d{1,3}>|^\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6} {1,8}\d{1,7} {1,8}\d{1,7} [EF] /

// `/app/server.js:12` has no word that a rule could look for
const endsInPlace = (message: string): boolean =>
  endsInColonAndDigits(message) &&
  /(?:\.[cm]?[jt]sx?|node:\S+|\[eval\]):\d{1,9}$/.test(message.slice(-400)) &&
  isLeadIn(peel(message).body)

const endsInColonAndDigits = (message: string): boolean => {
  let i = message.length - 1
  while (isDigit(message.charCodeAt(i))) i--
  return i < message.length - 1 && message.charCodeAt(i) === 0x3a
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39
