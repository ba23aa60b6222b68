import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readQuestion } from './question.ts'
import { readTime } from './time.ts'

const now = Date.parse('2026-02-03T14:30:00.000Z')

const questions: [question: string, said: string[], level?: string][] = [
  ['What went wrong?', []],
  ['why did the database connection time out', ['database', 'connection']],
  ['where does "cannot read properties" come from?', ['cannot read properties']],
  ['why is `x - y` negative in computeTotal()', ['x - y', 'computeTotal', 'negative']],
  ['is port 5432 in use? ECONNREFUSED in src/db/pool.ts:42', ['5432', 'ECONNREFUSED', 'src/db/pool.ts:42', 'port']],
  ["didn't the user's upload finish", ['user', 'upload', 'finish']],
  ['any errors?', [], 'error'],
  ['show warnings about retries', ['retries'], 'warn'],
  ['Wer löscht die Sitzungen?', ['wer', 'löscht', 'die', 'sitzungen']],
  ['req-81f2 GET /api/orders', ['req-81f2', 'GET', '/api/orders']],
]
for (const [question, said, level] of questions) {
  test(`a question is read as what can be looked for: ${question}`, () => {
    const wanted = readQuestion(question, now)
    assert.deepEqual(
      wanted.terms.map((term) => term.said),
      said,
    )
    assert.equal(wanted.level, level)
  })
}

const forms: [word: string, found: string[], not: string[]][] = [
  ['timeouts', ['Timeout', 'a timeout of 5 s', 'TIMEOUT', 'it timed out'], ['in time']],
  ['authenticate', ['authentication failure', 'Authenticated as grace'], ['author']],
  ['connections', ['Connecting', 'the connection', 'ECONNREFUSED'], ['context']],
  ['retries', ['retrying', 'Retry 3'], ['tries']],
  ['deployment', ['deployed', 'Deploy'], ['ploy']],
  ['session', ['Session', 'sessions'], ['sense']],
  ['redis', ['redis', 'Redis', 'REDIS'], ['redirect']],
]
for (const [word, found, not] of forms) {
  test(`a word is found in its usual forms, however it begins: ${word}`, () => {
    const [term] = readQuestion(word, now).terms
    const has = (text: string) => term!.pattern.test(text) && term!.needles.some((needle) => text.includes(needle))
    assert.deepEqual([found.filter(has), not.filter(has)], [found, []])
  })
}

test('what is quoted is found only as it stands', () => {
  const [term] = readQuestion('"a+b (c)"', now).terms
  assert.deepEqual(term!.needles, ['a+b (c)'])
  assert.ok(term!.pattern.test('so a+b (c) is'))
  assert.ok(!term!.pattern.test('A+B (C)'))
})

test('a long question asks for a bounded number of things', () => {
  const words = Array.from({ length: 1000 }, (_, n) => `name_${n}`).join(' ')
  assert.equal(readQuestion(words, now).terms.length, 8)
})

const times: [question: string, from: string | undefined, to: string | undefined, rest: string][] = [
  ['what failed in the last 10 minutes?', '2026-02-03T14:20:00.000Z', undefined, 'what failed  ?'],
  ['errors in the last minute', '2026-02-03T14:29:00.000Z', undefined, 'errors  '],
  ['past 1.5h please', '2026-02-03T13:00:00.000Z', undefined, '  please'],
  ['what happened 5 minutes ago', '2026-02-03T14:24:00.000Z', '2026-02-03T14:26:00.000Z', 'what happened  '],
  ['since 14:05', '2026-02-03T14:05:00.000Z', undefined, ' '],
  ['since 15:05', '2026-02-02T15:05:00.000Z', undefined, ' '],
  ['what broke at 9:07?', '2026-02-03T09:07:00.000Z', '2026-02-03T09:08:00.000Z', 'what broke  ?'],
  ['at 14:05:30', '2026-02-03T14:05:25.000Z', '2026-02-03T14:05:35.000Z', ' '],
  ['between 9:00 and 9:30', '2026-02-03T09:00:00.000Z', '2026-02-03T09:30:00.000Z', ' '],
  ['before 2026-02-01T08:00Z', undefined, '2026-02-01T08:00:00.000Z', ' '],
  ['after 2026-02-01', '2026-02-01T00:00:00.000Z', undefined, ' '],
  ['the last deploy', undefined, undefined, 'the last deploy'],
  ['at 99:99', undefined, undefined, 'at 99:99'],
  ['the last 3 shards', undefined, undefined, 'the last 3 shards'],
]
for (const [question, from, to, rest] of times) {
  test(`a time in a question is understood: ${question}`, () => {
    const read = readTime(question, now)
    assert.deepEqual([read.span.from, read.span.to], [from, to])
    assert.equal(read.rest, rest)
  })
}
