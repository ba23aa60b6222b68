import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSseParser, type SseEvent } from './sse.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (text: string) => createSseParser().push(bytes(text))
const data = (events: SseEvent[]) => events.map((event) => event.data)

// the four examples of WHATWG HTML 9.2.6
test('lines of data are joined', () => {
  assert.deepEqual(data(parse('data: YHOO\ndata: +2\ndata: 10\n\n')), ['YHOO\n+2\n10'])
})

test('comments are skipped, an id is kept, and an empty id resets it', () => {
  const events = parse(': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n')
  assert.deepEqual(
    events.map(({ data: text, id }) => [text, id]),
    [
      ['first event', '1'],
      ['second event', ''],
      [' third event', ''],
    ],
  )
})

test('data without a value is an event, and one cut off by the end is none', () => {
  assert.deepEqual(data(parse('data\n\ndata\ndata\n\ndata:')), ['', '\n'])
})

test('one space behind the colon does not count', () => {
  assert.deepEqual(data(parse('data:test\n\ndata: test\n\n')), ['test', 'test'])
})

test('type and retry are read', () => {
  assert.deepEqual(parse('event: dropped\nretry: 1500\ndata: {"count":2}\n\n'), [
    { type: 'dropped', data: '{"count":2}', id: '', retryMs: 1500 },
  ])
})

test('however the bytes are split, and whichever line ends are used, the events are the same', () => {
  const text = '\uFEFFid: ü1\ndata: grüße \u{1F600}\ndata: zwei\n\n: beat\n\nevent: x\ndata: y\n\n'
  const expected = parse(text)
  assert.equal(expected.length, 2)
  fc.assert(
    fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(80)), (end, cuts) => {
      // a last CR waits for its LF: one more line lets it go
      const whole = bytes(`${text.replaceAll('\n', end)}:${end}`)
      const parser = createSseParser()
      const places = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length]
      const events = places.slice(1).flatMap((place, i) => parser.push(whole.subarray(places[i], place)))
      assert.deepEqual(events, expected)
    }),
  )
})
