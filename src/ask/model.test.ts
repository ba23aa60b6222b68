// What is answered with a model, and what when it does not do its part: over real HTTP.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { until } from '../lib/testing/until.ts'
import { type Behaviour, llmFor } from './testing/llm.ts'
import { issueAt, records, type SceneOptions, sceneFor } from './testing/rooms.ts'

const key = 'sk-very-secret'
const lines = records([
  ...Array.from({ length: 20 }, (_, i) => `GET /orders/${i} 200`),
  { level: 'error', message: 'Error: connect ECONNREFUSED 127.0.0.1:6379' },
  'gave up',
])

const set = async (t: TestContext, behaviour: Behaviour, options: SceneOptions & { systemPrompt?: string } = {}) => {
  const llm = await llmFor(t, behaviour)
  const { systemPrompt, ...rest } = options
  const model = {
    name: 'gpt-4o-mini',
    apiKey: key,
    baseUrl: llm.url,
    prices: { 'gpt-4o-mini': { input: 1, output: 10 } },
    systemPrompt,
  }
  const issues: SceneOptions['issues'] = async (scene) => [
    await issueAt(scene, 21, { summary: 'connect ECONNREFUSED' }),
  ]
  const scene = await sceneFor(t, lines, { model, issues, ...rest })
  const heard = { text: '', resets: 0, pieces: 0 }
  const ask = (question = 'why redis?', signal = new AbortController().signal, more: { llm?: boolean } = {}) =>
    scene.ask.ask(
      { question, ...more },
      {
        signal,
        onText(text) {
          heard.text += text
          heard.pieces++
        },
        onReset() {
          heard.text = ''
          heard.resets++
        },
      },
    )
  return { ...scene, llm, ask, heard, counts: scene.ask.counts }
}

test('the answer streams, cites lines that exist, and costs what the server says', async (t) => {
  const { ask, llm, heard, faults, counts } = await set(t, {
    text: 'Redis is **down** [L21], then it gave up [L22].',
    pieces: 8,
    usage: { prompt_tokens: 400, completion_tokens: 20 },
  })
  const answer = await ask()
  assert.equal(answer.answer, 'Redis is **down** [L21], then it gave up [L22].')
  assert.equal(answer.mode, 'llm')
  assert.deepEqual(
    answer.citations.map(({ line }) => line),
    [21, 22],
  )
  assert.match(answer.citations[0]!.text, /ERROR \[web\] Error: connect ECONNREFUSED 127\.0\.0\.1:6379$/)
  assert.deepEqual(answer.tokenUsage, { prompt: 400, completion: 20, total: 420 })
  // 400 tokens at 1 and 20 at 10 USD a million
  assert.equal(answer.costUsd, 0.0006)
  assert.deepEqual(answer.budget, { used: 420, limit: 10_000, costUsd: 0.0006, unpriced: 0 })
  assert.equal(heard.text, answer.answer)
  assert.ok(heard.pieces > 1)
  assert.deepEqual([faults.list(), counts], [{}, { llm: 1, rules: 0, tokens: 420, costUsd: 0.0006, removed: 0 }])
  const [{ request, authorization, path }] = llm.asked as [(typeof llm.asked)[0]]
  assert.deepEqual([authorization, path], [`Bearer ${key}`, '/v1/chat/completions'])
  assert.deepEqual([request.model, request.temperature, request.stream], ['gpt-4o-mini', 0.1, true])
  for (const offered of ['tools', 'tool_choice', 'functions']) assert.equal(request[offered], undefined)
})

test('a citation of a line that was not shown is taken out of text and stream, counted and said', async (t) => {
  const { ask, heard, counts } = await set(t, { text: 'So it is [L21] [L404], or not [L9999].' })
  const { answer, removed, citations } = await ask()
  assert.equal(answer, 'So it is [L21], or not.\n\n(2 citations of lines that were not shown were removed.)')
  assert.deepEqual([removed, counts.removed, heard.text], [2, 2, answer])
  assert.deepEqual(
    citations.map(({ line }) => line),
    [21],
  )
})

test('an answer that cites nothing, and one that was cut off, say so', async (t) => {
  const { ask } = await set(t, { text: 'It is the moon', finish: 'length' })
  const { answer } = await ask()
  assert.match(
    answer,
    /^It is the moon\n\n\(The answer was cut off: .*\)\n\n\(No line is cited: nothing here proves this answer\.\)$/,
  )
})

const broken: [what: string, behaviour: Behaviour, says: RegExp, resets: number, isCharged: boolean][] = [
  ['refuses for a quota', { status: 429 }, /the language model failed/, 0, false],
  ['fails', { status: 500 }, /the language model failed/, 0, false],
  ['does not let us in', { status: 401 }, /the language model failed/, 0, false],
  ['closes the connection before a word', { closeAfter: 0 }, /the language model failed/, 0, true],
  ['closes it in the middle', { text: 'Redis is down and so on', closeAfter: 2 }, /the language model failed/, 1, true],
  ['says nothing', { text: ' ' }, /the language model failed/, 0, true],
  ['never says that it is through', { text: 'Redis', finish: null }, /the language model failed/, 1, true],
  ['never ends', { text: 'x'.repeat(70_000), pieces: 20 }, /the language model failed/, 1, true],
  ['stalls before a word', { stallAfter: 0 }, /the language model did not answer in time/, 0, true],
  [
    'stalls in the middle',
    { text: 'Redis is down', stallAfter: 1 },
    /the language model did not answer in time/,
    1,
    true,
  ],
]
for (const [what, behaviour, says, resets, isCharged] of broken) {
  test(`a model that ${what} is not asked twice, and the rules answer`, async (t) => {
    const isSlow = behaviour.stallAfter !== undefined
    const { ask, llm, heard, faults } = await set(t, { text: 'So [L21].' }, isSlow ? { bounds: { askMs: 3000 } } : {})
    // everything is loaded then, also where there is little time
    const { budget: before } = await ask()
    const asked = llm.asked.length
    heard.text = ''
    llm.behave(behaviour)
    const { answer, mode, budget, tokenUsage } = await ask()
    assert.equal(mode, 'rules')
    assert.match(answer, says)
    assert.match(answer, /connect ECONNREFUSED` \[L21\]/)
    assert.deepEqual([heard.text, heard.resets], [answer, resets])
    assert.equal(llm.asked.length, asked + 1)
    // what may have cost something stays counted, all that was reserved
    assert.equal(budget.used - before.used, tokenUsage.total)
    assert.equal(tokenUsage.total > 700, isCharged)
    assert.deepEqual(Object.keys(faults.list()), ['ask model'])
    assert.ok(!JSON.stringify([faults.list(), answer]).includes(key))
  })
}

test('a server that nobody can connect to costs nothing', async (t) => {
  const nobody = createServer().listen(0)
  await once(nobody, 'listening')
  const { port } = nobody.address() as AddressInfo
  await new Promise((resolve) => nobody.close(resolve))
  const { ask } = await sceneFor(t, lines, {
    model: { name: 'm', apiKey: '', baseUrl: `http://127.0.0.1:${port}/v1`, prices: {} },
  })
  const { mode, budget } = await ask.ask({ question: 'why?' }, { signal: new AbortController().signal })
  assert.deepEqual([mode, budget.used], ['rules', 0])
})

test('after failures in a row the server is left alone, and tried again after a pause', async (t) => {
  const { ask, llm } = await set(t, { status: 500 }, { bounds: { failures: 2, pauseMs: 300 } })
  await ask()
  await ask()
  assert.match((await ask()).answer, /failed several times and is left alone/)
  assert.equal(llm.asked.length, 2)
  llm.behave({ text: 'Down [L21].' })
  while ((await ask()).mode === 'rules') await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(llm.asked.length, 3)
})

test('who leaves ends the work of the server, too', async (t) => {
  const { ask, llm } = await set(t, { text: 'Redis is down', stallAfter: 1 })
  const leave = new AbortController()
  const asking = ask('why?', leave.signal)
  const gone = new Error('gone')
  await until(() => llm.asked.length === 1)
  leave.abort(gone)
  await assert.rejects(asking, gone)
  await until(() => llm.left === 1)
})

test('models that think first are asked as they want to be', async (t) => {
  const llm = await llmFor(t, { text: 'Down [L21].' })
  const { ask } = await sceneFor(t, lines, { model: { name: 'gpt-5-mini', apiKey: key, baseUrl: llm.url, prices: {} } })
  const { costUsd, budget } = await ask.ask({ question: 'why?' }, { signal: new AbortController().signal })
  const { request } = llm.asked[0]!
  assert.deepEqual([request.temperature, request.max_tokens, request.reasoning_effort], [undefined, undefined, 'low'])
  assert.equal(request.max_completion_tokens, 700)
  // no price is no cost of nothing
  assert.deepEqual([costUsd, budget.costUsd, budget.unpriced], [null, 0, budget.used])
})

test('with llm: false nobody is asked, and it is said', async (t) => {
  const { ask, llm } = await set(t, {})
  const { answer, mode } = await ask('why redis?', undefined, { llm: false })
  assert.match(answer, /^Answered by rules, since no language model was wanted\./)
  assert.deepEqual([mode, llm.asked.length], ['rules', 0])
})
