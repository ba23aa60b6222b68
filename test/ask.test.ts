// POST /qna at the door of a real house, over real HTTP; the model is a server of our own.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Answer, createReader } from '../client/src/index.ts'
import { createSseParser } from '../client/src/sse.ts'
import { type Behaviour, llmFor } from '../src/ask/testing/llm.ts'
import { readConfig } from '../src/config/config.ts'
import { houseFor } from './house.ts'
import { overStores } from './houses.ts'
import { folderFor } from './service.ts'

const entries = [
  ...Array.from({ length: 30 }, (_, i) => ({ level: 'info', message: `GET /orders/${i} 200` })),
  { level: 'error', message: 'Error: connect ECONNREFUSED 127.0.0.1:6379' },
  { level: 'info', message: 'gave up on redis' },
]

const watched = { SPOOR_ANALYSIS: 'on' }

type House = Awaited<ReturnType<typeof houseFor>>

const serve = async (house: House) => {
  const { url } = await house.listen()
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const qna = (body: unknown, accept = 'application/json') => post('/qna', body, { accept })
  await post('/ingest?runId=r', { entries })
  // its issue is counted beside the intake
  const isCounted = async () =>
    (await (await qna({ question: 'what is wrong?', llm: false }, 'text/plain')).text()).includes('issue 1')
  const deadline = AbortSignal.timeout(30_000)
  while (!(await isCounted())) deadline.throwIfAborted()
  return { url, qna }
}

const withModel = async (t: TestContext, behaviour: Behaviour, env: Record<string, string> = {}) => {
  const llm = await llmFor(t, behaviour)
  const house = await houseFor(t, {
    ...watched,
    OPENAI_BASE_URL: llm.url,
    OPENAI_API_KEY: 'sk-secret',
    LOG_AGENT_OPENAI_MODEL: 'm',
    // nothing here is about time
    SPOOR_ASK_MS: '60000',
    ...env,
  })
  return { llm, ...(await serve(house)) }
}

/** The events of a stream, in order. */
const eventsOf = async (response: Response) => {
  const { push } = createSseParser()
  const events: { type: string; data: { text?: string; answer?: string; code?: string; mode?: string } }[] = []
  for await (const bytes of response.body!) {
    for (const { type, data } of push(bytes)) events.push({ type, data: JSON.parse(data) })
  }
  return events
}

overStores('POST /qna', (houseFor) => {
  test('an answer by rules names the issue, cites lines that /raw has at these places, and the run it meant', async (t) => {
    const { url, qna } = await serve(await houseFor(t, watched))
    const response = await qna({ question: 'why is redis away?', runId: 'latest' })
    const answer = (await response.json()) as Answer
    assert.deepEqual([response.status, response.headers.get('x-spoor-run')], [200, 'r'])
    assert.deepEqual(Object.keys(answer).sort(), [
      'answer',
      'budget',
      'citations',
      'costUsd',
      'logCount',
      'mode',
      'processingTime',
      'question',
      'removed',
      'runId',
      'tokenUsage',
    ])
    assert.deepEqual([answer.mode, answer.runId, answer.question], ['rules', 'r', 'why is redis away?'])
    assert.match(answer.answer, /ECONNREFUSED.* \[L31\]$/m)
    assert.match(answer.answer, /^L32 .*gave up on redis {2}← redis/m)
    const raw = await fetch(`${url}/raw?runId=r&order=oldest&format=json`)
    const { logs } = (await raw.json()) as { logs: { cursor: string; message: string }[] }
    assert.ok(answer.citations.length > 2)
    for (const { line, cursor, text } of answer.citations) {
      const log = logs[line - 1]!
      assert.equal(cursor, log.cursor)
      assert.ok(text.includes(log.message), text)
    }
  })
})

test('text and Markdown are the answer alone, by Accept', async (t) => {
  const { qna } = await serve(await houseFor(t, watched))
  for (const type of ['text/plain', 'text/markdown']) {
    const response = await qna({ question: 'what is wrong?' }, type)
    assert.equal(response.headers.get('content-type'), `${type}; charset=utf-8`)
    assert.match(await response.text(), /^Answered by rules, since no language model is set/)
  }
  assert.match((await qna({ question: 'x' }, '*/*')).headers.get('content-type')!, /^application\/json/)
})

test('what the original took is taken: query, runId and maxTokens, which counts tokens and not lines', async (t) => {
  const { qna } = await serve(await houseFor(t, watched))
  const response = await qna({ query: 'orders?', runId: 'r', maxTokens: 1000 })
  const { question, citations } = (await response.json()) as Answer
  assert.equal(question, 'orders?')
  // 30 lines are alike: the newest of them, where the original gave the oldest
  assert.ok(citations.every(({ line }) => line >= 26))
})

const refused: [what: string, body: unknown, status: number, code: string][] = [
  ['no question', {}, 400, 'FIELD_INVALID'],
  ['a question that is no text', { question: 7 }, 400, 'FIELD_INVALID'],
  ['no JSON', 'why?', 400, 'BODY_INVALID'],
  ['a list', [], 400, 'BODY_INVALID'],
  ['too many tokens', { question: 'why?', maxTokens: 7001 }, 400, 'FIELD_INVALID'],
  ['a run without lines', { question: 'why?', runId: 'other' }, 404, 'RUN_NOT_FOUND'],
  ['a name that is none', { question: 'why?', runId: '../r' }, 400, 'FIELD_INVALID'],
  ['two megabytes', { question: 'x'.repeat(2_000_000) }, 413, 'BODY_TOO_LARGE'],
]
test('what is no question is refused, as JSON and before a stream begins', async (t) => {
  const { qna } = await serve(await houseFor(t, watched))
  for (const [what, body, status, code] of refused) {
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await qna(body, accept)
      assert.deepEqual(
        [response.status, ((await response.json()) as { code: string }).code],
        [status, code],
        `${what}, ${accept}`,
      )
    }
  }
})

test('a stream gives the answer of a model as it comes, and at last all of it', async (t) => {
  const { qna, llm } = await withModel(t, { text: 'Redis is away [L31], not [L99].', pieces: 6 })
  const response = await qna({ question: 'why?' }, 'text/event-stream')
  assert.match(response.headers.get('content-type')!, /^text\/event-stream/)
  const events = await eventsOf(response)
  const { type, data } = events.at(-1)!
  assert.deepEqual([type, data.mode], ['answer', 'llm'])
  const texts = events.slice(0, -1)
  assert.ok(texts.length > 1 && texts.every((event) => event.type === 'text'))
  assert.equal(texts.map((event) => event.data.text).join(''), data.answer)
  assert.match(data.answer!, /^Redis is away \[L31\], not\.\n\n\(1 citation /)
  assert.equal(llm.asked.length, 1)
})

test('a stream says when what a model began does not count, and goes on by rules', async (t) => {
  const { qna, llm } = await withModel(t, { text: 'Redis [L31].' })
  llm.behave({ text: 'Redis is away and so on', closeAfter: 2 })
  const events = await eventsOf(await qna({ question: 'why?' }, 'text/event-stream'))
  const types = events.map(({ type }) => type)
  assert.deepEqual(types.slice(types.indexOf('reset')), ['reset', 'text', 'answer'])
  assert.ok(types.indexOf('reset') > 0)
  assert.equal(events.at(-2)!.data.text, events.at(-1)!.data.answer)
  assert.match(events.at(-1)!.data.answer!, /^Answered by rules, since the language model failed\./)
})

test('whoever reads no further ends the work of the model, too', async (t) => {
  const { qna, llm } = await withModel(t, { text: 'Redis [L31].' })
  llm.behave({ text: 'Redis is away and so on', stallAfter: 2 })
  const response = await qna({ question: 'why?' }, 'text/event-stream')
  const reader = response.body!.getReader()
  await reader.read()
  await reader.cancel()
  const deadline = AbortSignal.timeout(30_000)
  while (llm.left === 0) {
    deadline.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
})

test('a model is asked when there is a key or an address, and the key is in no answer', async (t) => {
  const { url, llm } = await withModel(t, { status: 401 })
  const answer = await createReader({ url }).ask({ question: 'why?', runId: 'r' })
  assert.equal(answer.mode, 'rules')
  assert.equal(llm.asked.length, 1)
  const health = await (await fetch(`${url}/health`)).text()
  const metrics = await (await fetch(`${url}/metrics`)).text()
  assert.match(health, /ask model/)
  assert.match(metrics, /^spoor_asks_rules \d+$/m)
  assert.doesNotMatch(health + metrics + JSON.stringify(answer), /sk-secret/)
})

test("the owner's system prompt and prices are those of the file", async (t) => {
  const file = join(folderFor(t), 'spoor.config.yaml')
  writeFileSync(
    file,
    'ask:\n  systemPrompt: You are a pirate.\n  prices:\n    - { model: m, input: 1000, output: 10000 }\n',
  )
  const usage = { prompt_tokens: 500, completion_tokens: 20 }
  const { qna, llm } = await withModel(t, { text: 'Arr [L31].', usage }, { SPOOR_CONFIG: file })
  const answer = (await (await qna({ question: 'why?' })).json()) as Answer
  // 500 tokens at 1000 and 20 at 10,000 USD a million
  assert.equal(answer.costUsd, 0.7)
  assert.match(llm.asked[0]!.request.messages[0]!.content, /^You are a pirate\.\n\nRules that always hold:/)
})

test('an answer takes five seconds at most, and a run ten thousand tokens, unless said', () => {
  const { askMs, askRunTokens } = readConfig({})
  assert.deepEqual([askMs, askRunTokens], [5000, 10_000])
})
