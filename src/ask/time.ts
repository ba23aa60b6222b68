// Time: what a question says about when: `in the last 10 minutes`, `since 14:05`, `at 2026-02-03T14:05`, `between 9:00 and 9:30`.
// Promises: UTC, as the log is shown; a time of the day is the last one that has been.

/** ISO-8601, from <= ts < to. */
export type Span = { from?: string; to?: string }

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `rest`: the question without what was understood. */
export const readTime = (question: string, nowMs: number): { span: Span; rest: string } => {
  for (const [pattern, spanOf] of forms) {
    const found = pattern.exec(question)
    const span = found && spanOf(found, nowMs)
    if (span) return { span, rest: question.replace(found[0], ' ') }
  }
  return { span: {}, rest: question }
}

const unit = '(s|m|h|d)(?:ec|econd|in|inute|r|our|ay)?s?'
const time =
  '(\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d?:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z?)?|\\d\\d?:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z?)'
const form = (source: string) => new RegExp(`\\b${source}(?![\\w:])`, 'i')

const forms: [pattern: RegExp, spanOf: (found: RegExpExecArray, nowMs: number) => Span | undefined][] = [
  [
    form(`(?:(?:in|over|within|during|for|of) )?(?:the )?(?:last|past) (\\d+(?:\\.\\d+)?)? ?${unit}`),
    ([, count = '1', letter], nowMs) => ({ from: iso(nowMs - Number(count) * msOf(letter!)) }),
  ],
  [
    // somebody who says 5 minutes means about that
    form(`(?:about )?(\\d+(?:\\.\\d+)?) ?${unit} ago`),
    ([, count, letter], nowMs) => ({
      from: iso(nowMs - (Number(count) + 1) * msOf(letter!)),
      to: iso(nowMs - (Number(count) - 1) * msOf(letter!)),
    }),
  ],
  [
    form(`between ${time} and ${time}`),
    ([, from, to], nowMs) => both(at(from!, nowMs), at(to!, nowMs), (from, to) => ({ from: iso(from), to: iso(to) })),
  ],
  [form(`(?:since|after|from) ${time}`), ([, from], nowMs) => one(at(from!, nowMs), (ms) => ({ from: iso(ms) }))],
  [form(`(?:before|until|till) ${time}`), ([, to], nowMs) => one(at(to!, nowMs), (ms) => ({ to: iso(ms) }))],
  [
    form(`(?:at|around) ${time}`),
    ([, text], nowMs) =>
      one(at(text!, nowMs), (ms) => {
        // to the second or to the minute, as precise as it was said
        const around = /:\d\d:\d\d/.test(text!) ? 5000 : 0
        return { from: iso(ms - around), to: iso(ms + (around || unitMs.m)) }
      }),
  ],
]

const msOf = (letter: string) => unitMs[letter.toLowerCase() as keyof typeof unitMs]

const iso = (ms: number) => new Date(ms).toISOString()

const one = (ms: number, use: (ms: number) => Span) => (Number.isNaN(ms) ? undefined : use(ms))
const both = (a: number, b: number, use: (a: number, b: number) => Span) =>
  Number.isNaN(a + b) || a >= b ? undefined : use(a, b)

/** NaN for what is no time. */
const at = (text: string, nowMs: number): number => {
  const plain = text.replace(/z$/i, '')
  if (plain.includes('-')) {
    const [day, clock = '00:00'] = plain.split(/[T ]/i)
    return Date.parse(`${day}T${clock.padStart(clock.indexOf(':') === 1 ? clock.length + 1 : 0, '0')}Z`)
  }
  const day = iso(nowMs).slice(0, 'YYYY-MM-DD'.length)
  const ms = Date.parse(`${day}T${plain.indexOf(':') === 1 ? '0' : ''}${plain}Z`)
  return ms > nowMs ? ms - unitMs.d : ms
}
