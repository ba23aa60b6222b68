// log_issues, log_issue, log_query: what was found, within the budget.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepsOf } from '../../judges/agent.ts'
import type { Answer } from '../ask/answer.ts'
import type { IssueView } from '../issues/issue.ts'
import { issuesOf, rigFor, view } from './testing.ts'
import type { Reply } from './tool.ts'

const many = (count: number, part: Partial<IssueView> = {}) =>
  Array.from({ length: count }, (_, n) => view({ fingerprint: `fp1:${String(n).padStart(16, '0')}`, ...part }))

type Structured = { run: string; runId: string; issues: { id: string }[]; cut: string[]; next_steps: string[] }
const structured = (reply: Reply) => reply.structured as Structured

test('every issue comes once over the pages, each within the budget, the text and the structured form alike', async (t) => {
  const views = many(300, { summary: `it broke ${'and broke '.repeat(15)}` })
  const rig = rigFor(t, { issues: issuesOf(views) })
  await rig.send('r', ['a'])
  for (const args of [{}, { limit: 100, max_chars: 40_000, response_format: 'detailed' }, { max_chars: 2000 }]) {
    const seen: string[] = []
    for (let asked: Record<string, unknown> | undefined = args; asked; ) {
      const reply = await rig.call('log_issues', asked)
      const { issues, cut, run, runId, next_steps } = structured(reply)
      const length = reply.text.length + JSON.stringify(reply.structured).length
      assert.ok(length <= (('max_chars' in args && args.max_chars) || 8000), String(length))
      const ids = issues.map(({ id }) => id)
      assert.deepEqual(
        [...reply.text.matchAll(/^(fp1:\d+) new ×14 ERROR code: it broke /gm)].map(([, id]) => id),
        ids,
      )
      assert.deepEqual([run, runId, stepsOf(reply.text).length], ['r', 'r', next_steps.length])
      seen.push(...ids)
      const left = 300 - seen.length
      assert.deepEqual(cut, left === 0 ? [] : [`${left} more ${left === 1 ? 'issue' : 'issues'}`])
      asked = stepsOf(reply.text).find((step) => 'cursor' in step.args)?.args
    }
    assert.deepEqual(
      seen,
      views.map(({ fingerprint }) => fingerprint),
    )
  }
})

test('issues that moved to a page before while they were counted are told of', async (t) => {
  const issues = issuesOf(many(10))
  const list: typeof issues.list = async (run, query) => {
    const page = await issues.list(run, query)
    return query.cursor === undefined ? page : { ...page, issues: page.issues.slice(0, 1), cursor: undefined }
  }
  const rig = rigFor(t, { issues: { ...issues, list } })
  await rig.send('r', ['a'])
  const first = await rig.call('log_issues', { limit: 5 })
  const { text } = await rig.call('log_issues', stepsOf(first.text)[0]!.args)
  assert.match(text, /^cut: 4 issues moved meanwhile: ask again$/m)
  assert.deepEqual(stepsOf(text)[0], { name: 'log_issues', args: { run: 'r', limit: 5 } })
})

test('an issue says what it is in one line; more when asked', async (t) => {
  const rig = rigFor(t, {
    issues: issuesOf([view({ frame: { file: 'src/a.ts', line: 10, isInApp: true }, notified: true })]),
  })
  await rig.send('r', ['a'])
  const line = (text: string) => /^fp1:.*$/m.exec(text)![0]
  assert.equal(
    line((await rig.call('log_issues')).text),
    'fp1:0000000000000000 new ×14 ERROR code: TypeError: x is not a function · web · src/a.ts:10 · last 2026-11-21T08:01:00.000Z · notified',
  )
  const detailed = await rig.call('log_issues', { response_format: 'detailed' })
  assert.match(line(detailed.text), / · first 2026-11-21T08:00:00\.000Z · last .* · 1 run · ▂▅█ · notified$/)
  assert.match(JSON.stringify(detailed.structured), /at run \(src\/a\.ts:10:3\)/)
})

test('a run without issues says so, and when it is still being counted', async (t) => {
  const issues = issuesOf([])
  const rig = rigFor(t, { issues: { ...issues, list: async () => ({ issues: [], total: 0, isCurrent: false }) } })
  await rig.send('r', ['a'])
  assert.match((await rig.call('log_issues')).text, /^run r · 0 issues, still counting\n/)
})

test('one issue: its facts, and its sample with ten lines around it, nearest first when there is no room', async (t) => {
  const rig = rigFor(t)
  await rig.send(
    'r',
    Array.from({ length: 60 }, (_, n) => `line ${n + 1} ${'x'.repeat(80)}`),
  )
  const { entries } = await rig.rooms.store.read('run/r', {}, 60)
  const sample = {
    cursor: entries[29]!.cursor,
    ts: '2026-11-21T08:00:00.000Z',
    source: 'web',
    text: 'line 31',
    lines: 3,
  }
  const { call } = rigFor(t, { ...rig.rooms, issues: issuesOf([view({ samples: [sample] })]) })
  const { text } = await call('log_issue', { id: 'fp1:0000' })
  const marks = [...text.matchAll(/^L(\d+)([:-])/gm)].map(([, number, mark]) => `${number}${mark}`)
  const expected = Array.from({ length: 23 }, (_, n) => `${21 + n}${n >= 10 && n < 13 ? ':' : '-'}`)
  assert.deepEqual(marks, expected)
  assert.match(text, /sources web 12, api 2 · trend in slices of 60 seconds/)
  const short = (await call('log_issue', { id: 'fp1:0000', max_chars: 2000 })).text
  assert.ok(short.length <= 2000)
  const [, left] = /^cut: (\d+) lines around the sample$/m.exec(short)!
  const kept = [...short.matchAll(/^L(\d+)/gm)].map(([, number]) => Number(number))
  assert.equal(kept.length + Number(left), 23)
  for (const line of [31, 32, 33]) assert.ok(kept.includes(line), `${line} of ${kept}`)
})

test('one issue whose lines are gone is told without them', async (t) => {
  const gone = { cursor: 'm9-9', ts: '', source: 'web', text: 'x', lines: 1 }
  const rig = rigFor(t, { issues: issuesOf([view({ samples: [gone] })]) })
  await rig.send('r', ['a'])
  const { text } = await rig.call('log_issue', { id: 'fp1' })
  assert.match(text, /its lines are no longer kept\n/)
  assert.match(text, /^ {4}at run \(src\/a\.ts:10:3\)$/m)
})

const answer = (part: Partial<Answer>): Answer => ({
  question: 'why?',
  answer: 'Because of L3.',
  citations: [{ cursor: 'c', line: 3, text: '\x1b[31mECONNREFUSED\x1b[0m' }],
  runId: 'r',
  mode: 'llm',
  tokenUsage: { prompt: 0, completion: 0, total: 0 },
  budget: { used: 1200, limit: 10_000, costUsd: 0, unpriced: 0 },
  costUsd: 0,
  logCount: 40,
  removed: 0,
  processingTime: 1,
  ...part,
})

test('an answer stands in the fence with the lines it cites, and says who gave it and what is left', async (t) => {
  const tokenUsage = { prompt: 1500, completion: 34, total: 1534 }
  const rig = rigFor(t, { ask: async () => answer({ tokenUsage, costUsd: 0.0012 }) })
  await rig.send('r', ['a'])
  const { text } = await rig.call('log_query', { question: 'why?' })
  assert.match(
    text,
    /^run r · answered by a language model · from 40 lines · 1,534 tokens, 1,200 of 10,000 of this run used · \$0\.0012$/m,
  )
  assert.match(text, /^<log .*\nBecause of L3\.\nL3: ECONNREFUSED\n<\/log/m)
  assert.deepEqual(stepsOf(text)[0], { name: 'log_read', args: { run: 'r', around: 3 } })
})

test('an answer by rules shows its lines by itself, and says that there was no model', async (t) => {
  const rig = rigFor(t, { ask: async () => answer({ mode: 'rules' }) })
  await rig.send('r', ['a'])
  const { text } = await rig.call('log_query', { question: 'why?' })
  assert.match(text, /^run r · answered by rules, without a language model · /)
  assert.match(text, /^<log .*\nBecause of L3\.\n<\/log/m)
})

test('an answer that is too long is cut, and so are the lines it cites; both are declared', async (t) => {
  const citations = Array.from({ length: 50 }, (_, n) => ({ cursor: 'c', line: n + 1, text: 'x'.repeat(100) }))
  for (const [long, expected] of [
    ['y'.repeat(20_000), /^cut: [\d,]+ characters of the answer\ncut: 50 cited lines: L1 L2 .* L20 and 30 more$/m],
    ['short', /^cut: \d+ cited lines: L\d+ /m],
  ] as const) {
    const rig = rigFor(t, { ask: async () => answer({ answer: long, citations }) })
    await rig.send('r', ['a'])
    const { text } = await rig.call('log_query', { question: 'why?', max_chars: 2000 })
    assert.ok(text.length <= 2000)
    assert.match(text, expected)
  }
})
