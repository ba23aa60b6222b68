// Layouts: heads put together at random from what loggers put there, so that no list of known loggers is enough to read them.
import type { Style } from './heads.ts'
import type { Pick } from './messages.ts'

type Part = (p: Pick) => string

const two = (n: number) => String(n).padStart(2, '0')
const month = (p: Pick) => two(1 + p.number(12))
const day = (p: Pick) => two(1 + p.number(28))
const named = (p: Pick) => p.of('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '))
const clock = (p: Pick) => `${two(p.number(24))}:${two(p.number(60))}:${two(p.number(60))}`
const fraction = (p: Pick) => String(100 + p.number(900))

const dates: readonly Part[] = [
  (p) => `2025-${month(p)}-${day(p)}`,
  (p) => `2025/${month(p)}/${day(p)}`,
  (p) => `${1 + p.number(12)}/${1 + p.number(28)}/25`,
  (p) => `${day(p)}.${month(p)}.2025`,
  (p) => `${day(p)}-${named(p)}-2025`,
  (p) => `${named(p)} ${day(p)}`,
  (p) => `${named(p)} ${1 + p.number(28)}, 2025`,
]
const clocks: readonly Part[] = [
  clock,
  (p) => `${clock(p)}.${fraction(p)}`,
  (p) => `${clock(p)},${fraction(p)}`,
  (p) => `${p.number(24)}:${p.number(60)}:${p.number(60)}`,
  (p) => `${clock(p)}.${fraction(p)} +0200`,
]
const loud = (p: Pick) => p.of(['INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'])
const quiet = (p: Pick) => p.of(['info', 'info', 'debug', 'warn', 'error'])
const levels: readonly Part[] = [
  loud,
  (p) => loud(p).padEnd(5),
  (p) => `[${loud(p)}]`,
  (p) => `[${quiet(p)}]`,
  quiet,
  (p) => `<${loud(p)}>`,
  (p) => `(${quiet(p)})`,
  (p) => p.of(['I', 'D', 'W']),
]
const threads: readonly Part[] = [
  (p) => `[${p.of(['main', 'worker-1', 'http-4'])}]`,
  (p) => `(${p.of(['main', 'worker-1'])})`,
  (p) => String(p.number(30000)),
  (p) => `[${p.number(300)}:${p.number(30000)}]`,
  (p) => p.of(['node1', 'web-2', 'db.local']),
  (p) => `a${p.hex(15)}`,
  (p) => `[trace=${p.hex(8)}]`,
]
const loggers: readonly Part[] = [
  (p) => `com.acme.${p.of(['Pool', 'Http'])}`,
  (p) => p.of(['Pool', 'HttpServer']),
  (p) => `[${p.of(['pool', 'http.server'])}]`,
  (p) => `${p.of(['pool', 'http'])}.py:${p.number(400)}`,
  (p) => `acme::${p.of(['pool', 'http'])}`,
]
const separators = [' ', ' ', ' ', ' - ', ' | ', '\t', '|', '  ']
// a bare word without a mark behind it could be the message's own
const endsOfName = [': ', ' - ', ' | ', '\t', '|', '  ', ' -- ']

/** One layout; `p` decides which. */
export const layoutOf = (p: Pick): Style => {
  const [date, at, joint, isBare] = [p.of(dates), p.of(clocks), p.of([' ', 'T']), p.number(4) > 0]
  const glue = date === dates[0] ? joint : ' '
  const time: Part = (q) => (isBare ? date(q) + glue + at(q) : `[${date(q)}${glue}${at(q)}]`)
  const parts: Part[] = [time]
  if (p.number(5) > 0) parts.push(p.of(levels))
  if (p.number(2) > 0) parts.splice(p.number(3), 0, p.of(threads))
  const hasName = p.number(3) > 0
  if (hasName) parts.push(p.of(loggers))
  const separator = p.of(separators)
  const end = hasName ? p.of(endsOfName) : p.of([' ', ': ', ' - ', ' | ', '\t'])
  return {
    name: 'a layout put together at random',
    line: (q, message) => parts.map((part) => part(q)).join(separator) + end + message,
  }
}
