import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Behaviour, llmFor } from '../ask/testing/llm.ts'
import { folderFor, ingest, run, serviceFor } from './testing/spoor.ts'
import { inTerminal } from './testing/terminal.ts'

const entries = [
  { level: 'info', source: 'web', message: 'starting' },
  { level: 'error', source: 'web', message: 'no disk left on order-7' },
]

const bin = fileURLToPath(new URL('../../bin/spoor.js', import.meta.url))

const set = async (t: TestContext, behaviour?: Behaviour) => {
  const llm = behaviour && (await llmFor(t, behaviour))
  const model: Record<string, string> = llm ? { OPENAI_BASE_URL: llm.url, LOG_AGENT_OPENAI_MODEL: 'm' } : {}
  const { url } = await serviceFor(t, { SPOOR_ANALYSIS: 'off', SPOOR_ASK_MS: '60000', ...model })
  const runId = await ingest(url, entries)
  const inShell = (args: string) =>
    inTerminal(t, `${process.execPath} ${bin} --server ${url} ask ${args}`, { cwd: folderFor(t), at: '\0', keys: '' })
  return { url, runId, llm, inShell, ask: (...args: string[]) => run(t, ['ask', ...args], { url }) }
}

test('the answer by rules is what stdout gets, where to look is what stderr does', async (t) => {
  const { ask, url, runId } = await set(t)
  const { code, stdout, stderr } = await ask('any errors?')
  assert.equal(code, 0)
  assert.match(stdout, /^Answered by rules, since no language model is set/)
  assert.match(stdout, /^L2 \S+ ERROR \[web\] no disk left on order-7 {2}← error$/m)
  assert.equal(stderr, `spoor: ${url}/raw?runId=${runId}\n`)
})

test("a model's answer comes with the lines it cites, and what it cost", async (t) => {
  const { ask } = await set(t, { text: 'The disk is full [L2].', usage: { prompt_tokens: 300, completion_tokens: 10 } })
  const { code, stdout, stderr } = await ask('why?')
  assert.deepEqual([code, stdout], [0, 'The disk is full [L2].\n'])
  const [cited, cost] = stderr.split('\n')
  assert.match(cited!, /^spoor: L2 \S+ ERROR \[web\] no disk left on order-7$/)
  assert.equal(cost, 'spoor: 310 tokens at a price that is not set; 310 of 10,000 of this run are used')
})

test('run, grep and bounds go along, and --no-llm leaves the model out', async (t) => {
  const { ask, llm, runId } = await set(t, { text: 'x' })
  const { stdout } = await ask('why?', '-r', runId, '-g', 'order-7', '--max-tokens', '300', '--no-llm', '--json')
  const answer = JSON.parse(stdout) as { mode: string; runId: string; citations: { line: number }[] }
  assert.deepEqual([answer.mode, answer.runId, llm!.asked.length], ['rules', runId, 0])
  assert.ok(answer.citations.some(({ line }) => line === 2))
})

test('a wrong bound, a run nobody knows and a service that is away have exit codes of their own', async (t) => {
  const { ask } = await set(t)
  assert.equal((await ask('why?', '--max-tokens', '9000')).code, 2)
  assert.equal((await ask()).code, 2)
  assert.equal((await ask('why?', '--run', 'nobody')).code, 3)
  assert.equal((await run(t, ['ask', 'why?'], { url: 'http://127.0.0.1:9' })).code, 4)
})

test('on a terminal the answer comes as it is made, and what a model did not finish is told to be void', async (t) => {
  const { inShell, llm } = await set(t, { text: 'The disk is full [L2].' })
  const { shown, code } = await inShell('why')
  assert.equal(code, 0)
  assert.match(shown, /^The disk is full \[L2\]\.\r\nspoor: L2 /)
  llm!.behave({ text: 'The moon and so on', closeAfter: 2 })
  const broken = await inShell('why')
  assert.match(
    broken.shown,
    /^The moon.*\r\n\r\n\(The model did not come to an end; what it began does not count\.\)\r\n\r\nAnswered by rules/,
  )
  const unknown = await inShell('why --run nobody')
  assert.deepEqual([unknown.code, /run nobody has no logs/.test(unknown.shown)], [3, true])
})

test('whatever a model says, nothing of it steers the terminal', async (t) => {
  const { ask } = await set(t, { text: 'a\x1b[31mred\u202e\u200b [L2]\n\tb' })
  assert.equal((await ask('why?')).stdout, 'a[31mred [L2]\n\tb\n')
})
