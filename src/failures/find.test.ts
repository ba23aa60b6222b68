// The finder: what is one event, across records, sources and tags; when it ends: open.test.ts.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { LogRecord } from '../record/record.ts'
import { styles } from '../templates/testing/heads.ts'
import { createPick } from '../templates/testing/messages.ts'
import type { Failure } from './failure.ts'
import { createFinder, type Finder, finderLimits } from './find.ts'
import { builtInRules } from './rules/rules.ts'
import { failuresOf, found, recordOf, samples, trace } from './testing/samples.ts'

const rules = builtInRules
const place = ({ rule, cursor, end, lines }: Failure) => [rule, cursor, end, lines]

test('a trace of several records is one failure, from the cursor in front of it to the one behind its last line', () => {
  const failures = failuresOf(['before', ...trace, '', 'after'].join('\n'))
  assert.deepEqual(failures.map(place), [['code-error', '1', '4', 3]])
  assert.equal(failures[0]?.message, trace.join('\n'))
  assert.deepEqual(failures[0]?.frame, { file: '/app/a.js', func: 'run', line: 3, column: 9, isInApp: true })
})

test('a failure is given out when the next line of its source is another one, or when it is asked for', () => {
  const finder = createFinder({ rules })
  assert.deepEqual(finder.take(recordOf('Error: connect ECONNREFUSED 127.0.0.1:1234'), 'a', 'b'), [])
  assert.deepEqual(finder.take(recordOf('fine', { source: 'other' }), 'b', 'c'), [])
  assert.deepEqual(finder.take(recordOf('fine'), 'c', 'd').map(place), [['connection-refused', 'a', 'b', 1]])
  assert.deepEqual(finder.flush(), [])
})

test('sources that write in between, and tags within one source, are joined apart', () => {
  const twice = trace.flatMap((message) => [recordOf(message), recordOf(message, { source: 'web' })])
  assert.deepEqual(
    found(twice).map(({ source, lines, message }) => [source, lines, message]),
    [
      ['app', 3, trace.join('\n')],
      ['web', 3, trace.join('\n')],
    ],
  )
  const tagged = trace.flatMap((message) => [recordOf(`api-1  | ${message}`), recordOf(`[web] ${message}`)])
  assert.deepEqual(
    found(tagged).map(({ lines, message }) => [lines, message]),
    [
      [3, trace.join('\n')],
      [3, trace.join('\n')],
    ],
  )
})

test('lines that each begin with a time and a level still make one trace; an entry of its own does not join', () => {
  const stamped = trace.map((line) => `2026-01-02T03:04:05.678Z ERROR [worker] ${line}`)
  const failures = found(
    [...stamped, '2026-01-02T03:04:05.700Z ERROR [worker] disk is slow'].map((text) => recordOf(text)),
  )
  assert.deepEqual(
    failures.map(({ lines, summary }) => [lines, summary]),
    [
      [3, 'TypeError: x is not a function'],
      [1, 'disk is slow'],
    ],
  )
})

test('what only looks like the next line of an event is none of it', () => {
  const cases: [string[], unknown[][]][] = [
    // a place alone may begin a trace, and does not when the next line has a time of its own
    [['/app/a.js:3', '12:00:00 ERROR disk is slow'], [['logged-error', '1', '2', 1]]],
    [['TypeError: x is null', '', '', trace[1]!], [['code-error', '0', '1', 1]]],
    [
      ['Error: boom', 'TypeError: x is null'],
      [
        ['error-line', '0', '1', 1],
        ['code-error', '1', '2', 1],
      ],
    ],
    [['Error: boom', '  detail: more', 'next'], [['error-line', '0', '2', 2]]],
    [[...trace, '', 'Node.js v24.0.0', '    at late (/app/a.js:9:9)'], [['code-error', '0', '5', 5]]],
  ]
  for (const [lines, expected] of cases) assert.deepEqual(failuresOf(lines.join('\n')).map(place), expected, lines[0])
})

test('where a logger puts the category into a line of its own, the message below tells failures apart', () => {
  const failures = ['the cart is empty', 'the shelf is full'].flatMap((text) =>
    failuresOf(['fail: Shop.Web.Cart[13]', `      ${text}`, 'info: Shop.Web.Cart[0]', '      fine'].join('\n')),
  )
  assert.deepEqual(
    failures.map(({ summary, lines }) => [summary, lines]),
    [
      ['the cart is empty', 2],
      ['the shelf is full', 2],
    ],
  )
  assert.notEqual(failures[0]?.fingerprint, failures[1]?.fingerprint)
})

test('what a Spring application says of its start is one failure, by what is described', () => {
  const stars = '***************************'
  const text = [stars, 'APPLICATION FAILED TO START', stars, '', 'Description:', '', 'Port 80 was already in use.', '']
  assert.deepEqual(
    failuresOf([...text, 'Action:', '', 'Stop what listens on it.', '', 'fine'].join('\n')).map(({ rule, summary }) => [
      rule,
      summary,
    ]),
    [['port-in-use', 'Port 80 was already in use.']],
  )
})

test('a word that changes its colour half-way is read all the same', () => {
  const coloured =
    '\u001b[1mapp/feed.py\u001b[m\u001b[36m:\u001b[m1\u001b[36m:\u001b[m1: \u001b[31mF401\u001b[m os imported but unused'
  assert.deepEqual(
    failuresOf(coloured).map(({ rule, summary }) => [rule, summary]),
    [['python-lint', 'app/feed.py:1:1: F401 os imported but unused']],
  )
})

test('a file that is missing is not the place it was missed at', () => {
  assert.equal(failuresOf("Error: ENOENT: no such file or directory, open '/app/x.json'")[0]?.frame, undefined)
})

test('a record that holds a whole trace is one event, in its message or in what its logger calls it', () => {
  const stack = trace.join('\n')
  const forms: Partial<LogRecord>[] = [
    { message: stack },
    { message: 'it broke', attributes: { stack } },
    { message: 'it broke', attributes: { 'error.stack': stack } },
    { message: 'it broke', attributes: { 'exception.stacktrace': stack, 'exception.type': 'TypeError' } },
    { message: 'it broke', attributes: { err: { type: 'TypeError', message: 'x is not a function', stack } } },
    { message: JSON.stringify({ level: 50, msg: 'it broke', err: { stack } }) },
  ]
  const prints = forms.map((form) => {
    const failures = found([recordOf('', form), recordOf('next')])
    assert.deepEqual(failures.map(place), [['code-error', '0', '1', 1]], JSON.stringify(form))
    assert.equal(failures[0]?.frame?.line, 3)
    return failures[0]?.fingerprint
  })
  assert.equal(new Set(prints).size, 1)
  // most loggers repeat the message at the head of the stack
  const [repeated] = found([recordOf('x is not a function', { attributes: { stack } })])
  assert.equal(repeated?.message, stack)
})

test('an error is a failure by its level, wherever its logger says it; info is not', () => {
  const said: Partial<LogRecord>[] = [
    { level: 'error' },
    { level: 'fatal' },
    { attributes: { level: 'error' } },
    { attributes: { severity: 'CRITICAL' } },
    { message: '[ERROR] the cart is empty' },
    { message: '2026-01-02 03:04:05 error the cart is empty' },
    { message: '{"level":"error","msg":"the cart is empty"}' },
    { message: 'time="2026-01-02T03:04:05Z" level=error msg="the cart is empty"' },
    { message: '{"@timestamp":"2026-01-02T03:04:05Z","log":{"level":"error"},"message":"the cart is empty"}' },
    { message: '{"@t":"2026-01-02T03:04:05Z","@l":"Error","@mt":"the cart is empty"}' },
    { message: '{"EventId":0,"LogLevel":"Error","Message":"the cart is empty"}' },
    { message: '{"log":"ERROR the cart is empty\\n","stream":"stderr","time":"2026-01-02T03:04:05Z"}' },
    { message: '\u001b[31mERROR\u001b[0m the cart is empty' },
  ]
  for (const form of said) {
    const failures = found([recordOf('the cart is empty', form)])
    assert.deepEqual(
      failures.map(({ rule, summary }) => [rule, summary]),
      [['logged-error', 'the cart is empty']],
      JSON.stringify(form),
    )
  }
  assert.deepEqual(found([recordOf('the cart is empty'), recordOf('the cart is empty', { level: 'warn' })]), [])
  assert.deepEqual(found([recordOf('Error: only a try', { level: 'debug' })]), [])
  assert.deepEqual(found([recordOf('03:04:05 DEBUG connect ECONNREFUSED 127.0.0.1:5432, next try soon')]), [])
  assert.deepEqual(found([recordOf('03:04:05 INFO session 17 timed out')]), [])
  assert.deepEqual(found([recordOf('03:04:05 session 17 timed out')]).length, 1)
})

test('an error of any logger is a failure, and what the same logger tells calmly is none', () => {
  const isLoud = (text: string) =>
    /\b(?:ERROR|Error|error|ERR|FATAL)\b|^E[\d/,]/.test(text) || Number(/^<(\d+)>/.exec(text)?.[1] ?? 7) % 8 <= 3
  const pick = createPick(5)
  const message = 'the cart is empty'
  const lines = styles.flatMap(({ name, line }) =>
    Array.from({ length: 40 }, () => ({ name, text: line(pick, message) })),
  )
  const loud = lines.filter(({ text }) => isLoud(text))
  assert.ok(new Set(loud.map(({ name }) => name)).size > 30)
  for (const { name, text } of lines) {
    const failures = found([recordOf(text)])
    assert.equal(failures.length, isLoud(text) ? 1 : 0, `${name}: ${text}`)
    for (const { summary } of failures) assert.ok(summary.endsWith(message), `${name}: ${summary}`)
  }
})

test('what was judged before is judged as if it were new, whatever its level and tag', () => {
  const forms = ['timed out', 'is down', ...samples().map(({ text }) => text)].flatMap((text) =>
    (['info', 'error'] as const).flatMap((level) =>
      ['', '[web] ', '[database] ', 'INFO '].map((head) => recordOf(`${head}${text}`, { level })),
    ),
  )
  const each = (finder: Finder) => (record: LogRecord) => [...finder.take(record, '0', '1'), ...finder.flush()]
  const fresh = forms.map((record) => each(createFinder({ rules }))(record))
  for (const maxKnown of [2, 1000]) {
    const finder = createFinder({ rules, limits: { ...finderLimits, maxKnown } })
    for (let round = 0; round < 2; round++) assert.deepEqual(forms.map(each(finder)), fresh)
  }
})
