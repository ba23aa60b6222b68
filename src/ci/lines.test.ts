import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf } from './lines.ts'

const bounds = { maxLines: 1000, maxLineBytes: 4096, hasStamps: false }
const texts = (log: string | Uint8Array, more = {}) =>
  linesOf(Buffer.from(log), { ...bounds, ...more }).map(({ text }) => text)

const logs: [what: string, log: string | Uint8Array, expected: string[]][] = [
  ['an empty log', '', []],
  ['a log without a line break', 'it broke', ['it broke']],
  ['blank lines', 'a\n\nb\n\n', ['a', '', 'b', '']],
  ['lines of Windows', 'a\r\nb\r\n', ['a', 'b']],
  ['a progress bar', '10%\r50%\r100% done\nnext\n', ['100% done', 'next']],
  ['a progress bar that wiped itself', 'fetching\r\x1b[K\r\nnext\n', ['fetching', 'next']],
  ['nothing but returns', '\r\r\r\r', ['']],
  ['colours, links and titles', '\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07\n', ['red link']],
  ['NUL and other controls', 'a\0b\x08c\td\n', ['abc\td']],
  ['bytes that are no UTF-8', Uint8Array.of(0x61, 0xff, 0xc3, 0x0a, 0x62), ['a\ufffd\ufffd', 'b']],
  ['a byte order mark', '\ufeffa\n', ['a']],
]
for (const [what, log, expected] of logs) {
  test(`lines as a terminal would have left them: ${what}`, () => assert.deepEqual(texts(log), expected))
}

test('a log with too many lines keeps a quarter from its beginning and the rest from its end', () => {
  const all = Array.from({ length: 1000 }, (_, i) => `line ${i + 1}`)
  const mark = '[... 992 lines were cut here: of a log 8 lines are kept ...]'
  const kept = ['line 1', 'line 2', mark, ...all.slice(-6)]
  assert.deepEqual(texts(`${all.join('\n')}\n`, { maxLines: 8 }), kept)
  assert.deepEqual(texts(all.join('\n'), { maxLines: 8 }), kept)
  assert.deepEqual(texts(`${all.slice(0, 8).join('\n')}\n`, { maxLines: 8 }), all.slice(0, 8))
})

test('a line that is too long is cut, with a mark', () => {
  const [line] = texts('x'.repeat(10_000))
  assert.match(line!, /^x{4000,4096} … \[cut: \d+ of 10000 bytes\]$/)
})

test('what is red stays known', () => {
  const lines = linesOf(Buffer.from('\x1b[31mbad\x1b[0m\ngood\n'), bounds)
  assert.deepEqual(
    lines.map(({ isRed }) => isRed),
    [true, false],
  )
})

test("a runner's times become the lines', only where a runner wrote them", () => {
  const log = '\ufeff2026-01-02T03:04:05.1234567Z first\n2026-01-02T03:04:06.1Z \n'
  assert.deepEqual(linesOf(Buffer.from(log), { ...bounds, hasStamps: true }), [
    { text: 'first', isRed: false, ts: '2026-01-02T03:04:05.123Z' },
    { text: '', isRed: false, ts: '2026-01-02T03:04:06.100Z' },
  ])
  assert.deepEqual(
    texts(log.slice(1)),
    log
      .slice(1, -2)
      .split('\n')
      .map((line) => line),
  )
})
