// Judge: what an event is: a failure of which rule, with which place and identity; or none.
// Promises: the same words come to the same; those that come again and again, as they do when something is down, are judged once.
import { highest, isAtLeast } from './envelope.ts'
import type { OpenEvent } from './event.ts'
import type { Failure, Frame } from './failure.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Hints, Match, Matcher } from './match.ts'
import type { Parts } from './rule.ts'
import { exceptionRule, loggedRule } from './rules/general.ts'
import { frameOf } from './stack/frame.ts'
import { placeOf, readTrace, type Trace } from './trace.ts'

/** Letters of a summary; of what the rules are tried on. */
const maxSummary = 240
const maxText = 8192
/** Letters of an event that is worth remembering: a few lines. */
const maxRemembered = 1000

export type Judge = (event: OpenEvent) => Failure | undefined

/** `maxKnown`: events of few words that are remembered; the oldest goes first. */
export const createJudge = (matcher: Matcher, maxKnown: number): Judge => {
  const known = new Map<string, Verdict | undefined>()
  const verdictOf = (event: OpenEvent, message: string): Verdict | undefined => {
    if (message.length > maxRemembered) return judge(event, matcher)
    const key = `${isAtLeast(event.level, 'error')} ${event.isCalm} ${event.tag}\n${message}`
    const before = known.get(key)
    if (before !== undefined || known.has(key)) return before
    const verdict = judge(event, matcher)
    if (known.size >= maxKnown) known.delete(known.keys().next().value!)
    known.set(key, verdict)
    return verdict
  }
  return (event) => {
    const message = event.lines.join('\n')
    const verdict = verdictOf(event, message)
    if (verdict === undefined) return undefined
    const { source, ts, cursor, end, records } = event
    const level = isAtLeast(event.level, 'error') ? highest(verdict.level, event.level) : verdict.level
    return { ...verdict, level, source, ts, message, cursor, end, lines: records }
  }
}

/** What is true of whatever says the same; `level`: the rule's. */
type Verdict = Omit<Failure, 'source' | 'ts' | 'message' | 'cursor' | 'end' | 'lines'>

const judge = (event: OpenEvent, matcher: Matcher): Verdict | undefined => {
  const trace = readTrace(event.lines)
  const match = matchOf(event, trace, matcher)
  if (match === undefined) return undefined
  const { rule, parts } = match
  const frame = placeOf(trace) ?? placeIn(parts)
  return {
    fingerprint: fingerprintOf(rule, parts, trace, wordsOf(trace)),
    rule: rule.id,
    type: rule.type,
    level: rule.level,
    summary: summaryOf(trace),
    ...(frame === undefined ? {} : { frame }),
  }
}

const matchOf = (event: OpenEvent, trace: Trace, matcher: Matcher): Match | undefined => {
  const found = matchIn(trace.said.join('\n'), event, matcher)
  if (found !== undefined) return found
  if (trace.thrown.length > 0) return { rule: exceptionRule, parts: {} }
  return isAtLeast(event.level, 'error') ? { rule: loggedRule, parts: {} } : undefined
}

/** `[worker] crashed` says more than `crashed`; but what stands at the start of a line is looked for without its tag first. What calls
 *  itself info is no failure by a rule that only warns. `hints`: of the whole message, when they are known. */
export const matchIn = (
  text: string,
  { tag, isCalm }: Pick<OpenEvent, 'tag' | 'isCalm'>,
  matcher: Matcher,
  hints?: Hints,
): Match | undefined => {
  const start = text.slice(0, maxText)
  const match =
    matcher.match(start, hints) ??
    (tag === '' ? undefined : matcher.match(`${tag.replaceAll('|', ' ')}${start}`, hints))
  return isCalm && match !== undefined && !isAtLeast(match.rule.level, 'error') ? undefined : match
}

const placeIn = ({ file, line, column, func }: Parts): Frame | undefined =>
  file === undefined || line === undefined ? undefined : frameOf(file, func, line, column)

/** What was reported and what caused it; without an exception, the first line. */
const wordsOf = ({ thrown, said }: Trace): string => {
  const messages = [thrown[0]?.message, thrown.at(-1)?.message].filter((each) => each !== undefined && each !== '')
  return messages.length === 0 ? (said[0] ?? '') : [...new Set(messages)].join(' < ')
}

const summaryOf = ({ thrown, said }: Trace): string => {
  const first = thrown.find(({ message, type }) => message !== '' || type !== '')
  const text =
    first === undefined ? (said[0] ?? '').trim() : [first.type, first.message].filter((each) => each !== '').join(': ')
  return text.length > maxSummary ? `${text.slice(0, maxSummary - 1)}…` : text
}
