// Logs for the judge of CI: whatever a step may have printed, and a few that no step would.
import { gzipSync } from 'node:zlib'

type Random = () => number

export type CiLogKind = (random: Random) => Buffer

const repeat = (text: string, bytes: number) => Buffer.alloc(bytes, text)
const whole = (random: Random, min: number, max: number) => min + Math.floor(random() * (max - min + 1))

const binary = (random: Random, bytes: number) => {
  const block = Buffer.alloc(Math.min(bytes, 65_536))
  for (let i = 0; i < block.length; i++) block[i] = whole(random, 0, 255)
  return Buffer.alloc(bytes, block)
}

const words = [
  'error:',
  'FAIL',
  'ok',
  'at go (/app/a.ts:1:2)',
  'Traceback (most recent call last):',
  'TypeError: x',
  '\x1b[31m',
]
const marks = [
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '```',
  '~~~~',
  '::group::a',
  '##[group]Run b',
  '\u2028',
  '\u202e',
  '⋯ 1-9 (9 lines)',
]
const tokens = [
  ...words,
  ...marks,
  '2026-01-02T03:04:05.1234567Z ',
  '-----BEGIN RSA PRIVATE KEY-----',
  'ghp_',
  '\ud83d',
  '👩🏽‍💻',
  ' ',
]

const soup = (random: Random, count: number) =>
  Buffer.from(
    Array.from({ length: count }, () => tokens[whole(random, 0, tokens.length - 1)]!).join(random() < 0.5 ? '' : ' '),
  )

/** By name; `enormous` ones are tens of megabytes when they are unpacked, or as large as is taken. */
export const kinds: Record<string, CiLogKind> = {
  empty: () => Buffer.alloc(0),
  'one byte': (random) => Buffer.of(whole(random, 0, 255)),
  'one line': (random) => repeat('word ', whole(random, 1, 200_000)),
  'only returns': (random) => repeat('\r', whole(random, 1, 200_000)),
  'only line breaks': (random) => repeat('\n', whole(random, 1, 300_000)),
  'no blank': (random) => repeat('x', whole(random, 1, 500_000)),
  binary: (random) => binary(random, whole(random, 1, 200_000)),
  soup: (random) => soup(random, whole(random, 1, 5000)),
  'cut in a character': (random) => Buffer.from('é€👩').subarray(0, whole(random, 1, 9)),
  progress: (random) => Buffer.from(Array.from({ length: whole(random, 1, 3000) }, (_, i) => `${i}%\r`).join('')),
}

export const enormous: Record<string, CiLogKind> = {
  'enormous line': () => repeat('word ', 1 << 24),
  'enormous returns': () => repeat('\r', 1 << 24),
  'enormous line breaks': () => repeat('\n', 1 << 24),
  'enormous binary': (random) => binary(random, 1 << 24),
  'one byte too many': () => repeat('x', (1 << 24) + 1),
  'a bomb': () => repeat('\0', 1 << 27),
}

/** A log of `bytes` in which something fails, as a test runner prints it. */
export const failing = (bytes: number, name: string): Buffer => {
  const lines: string[] = []
  for (let size = 0, i = 0; size < bytes - 300; i++) {
    const line = `2026-01-02 03:04:05 INFO [worker-${i % 7}] GET /api/items/${i * 7} 200 in ${i % 90} ms for user ${i % 1000}`
    lines.push(line)
    size += line.length + 1
  }
  const failure = [
    `FAIL test/${name}.test.js`,
    `  TypeError: ${name} is not a function`,
    `    at go (/app/src/${name}.js:12:3)`,
  ]
  return Buffer.from([...lines, ...failure, 'Process completed with exit code 1.', ''].join('\n'))
}

export const packed = (log: Buffer): Buffer => gzipSync(log, { level: 1 })
