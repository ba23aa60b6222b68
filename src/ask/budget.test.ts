// What a run may use of a model, and what is believed of what a server says it used.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { type Behaviour, llmFor } from './testing/llm.ts'
import { records, type SceneOptions, sceneFor } from './testing/rooms.ts'

const { signal } = new AbortController()
// letters without sense take two bytes a token, and no two lines are alike
const letters = (seed: number) =>
  Array.from({ length: 6 }, (_, i) => createHash('sha256').update(`${seed} ${i}`).digest('hex'))
    .join('')
    .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)
const lines = records(
  Array.from({ length: 200 }, (_, i) => ({ level: 'error', message: `gate ${letters(i)} <|endoftext|>` }) as const),
)

const set = async (t: TestContext, behaviour: Behaviour, bounds: SceneOptions['bounds'] = {}) => {
  const llm = await llmFor(t, { text: 'So [L1].', ...behaviour })
  const model = { name: 'gpt-4o', apiKey: 'k', baseUrl: llm.url, prices: {} }
  const scene = await sceneFor(t, lines, { model, bounds })
  const ask = (rest: { maxTokens?: number; llm?: boolean } = {}) =>
    scene.ask.ask({ question: 'what about the gate?', ...rest }, { signal })
  return { llm, ask, faults: scene.faults }
}

/** As the cookbook of OpenAI counts a chat: three tokens a message beside its text, three for the beginning of the answer. */
const promptOf = ({ asked }: Awaited<ReturnType<typeof llmFor>>) => {
  const text = asked
    .at(-1)!
    .request.messages.map(({ role, content }) => role + content)
    .join('')
  return 3 + 3 * 2 + countTokens(text, { disallowedSpecial: new Set() })
}

test('without usage from the server, the tokens are those of the tokenizer', async (t) => {
  const { ask, llm, faults } = await set(t, {})
  const { tokenUsage, budget } = await ask()
  const [prompt, completion] = [promptOf(llm), countTokens('So [L1].')]
  assert.deepEqual(tokenUsage, { prompt, completion, total: prompt + completion })
  assert.equal(budget.used, prompt + completion)
  assert.deepEqual(faults.list(), {})
})

const lies: [what: string, usage: unknown, isTold: boolean][] = [
  ['less than was sent', { prompt_tokens: 1, completion_tokens: 1 }, true],
  ['far more than was sent', { prompt_tokens: 1e9, completion_tokens: 5 }, true],
  ['an answer longer than there is', { prompt_tokens: 2000, completion_tokens: 1e6 }, true],
  ['a negative number', { prompt_tokens: -5000, completion_tokens: -1 }, false],
  ['text', { prompt_tokens: '7', completion_tokens: null }, false],
  ['no object', 7, false],
]
for (const [what, usage, isTold] of lies) {
  test(`usage that cannot be is not believed: ${what}`, async (t) => {
    const { ask, llm, faults } = await set(t, { usage })
    assert.equal((await ask()).tokenUsage.prompt, promptOf(llm))
    assert.deepEqual(Object.keys(faults.list()), isTold ? ['ask usage'] : [])
  })
}

test('evidence is at most what maxTokens says in the tokens of the model, too', async (t) => {
  for (const maxTokens of [300, 2500, 7000]) {
    const { ask, llm } = await set(t, {}, { runTokens: 100_000 })
    await ask({ maxTokens })
    const [, log] = /^<log \w+>\n(.*)\n<\/log \w+>$/ms.exec(llm.asked[0]!.request.messages[1]!.content)!
    const size = countTokens(log!, { disallowedSpecial: new Set() })
    assert.ok(size <= maxTokens && size > maxTokens / 2, `${size} tokens for ${maxTokens}`)
  }
})

test('when the tokens of the run are spent the rules answer, and nobody is asked', async (t) => {
  const { ask, llm } = await set(t, {}, { runTokens: 6000 })
  const modes: string[] = []
  for (let i = 0; i < 4; i++) modes.push((await ask()).mode)
  assert.ok(modes.filter((mode) => mode === 'llm').length >= 2)
  const { answer, budget, mode } = await ask()
  assert.deepEqual([mode, llm.asked.length], ['rules', modes.filter((one) => one === 'llm').length])
  assert.match(answer, /^Answered by rules, since the tokens that a run may use are spent\./)
  assert.ok(budget.used <= 6000)
})

test('what is left of a run is used for less evidence', async (t) => {
  const { ask, llm } = await set(t, {}, { runTokens: 2000 })
  assert.equal((await ask({ maxTokens: 7000 })).mode, 'llm')
  assert.ok(promptOf(llm) <= 2000 - 700)
})

test('many who ask at once stay within the tokens of the run, and each is told its own usage', async (t) => {
  const { ask, llm } = await set(t, {}, { runTokens: 8000, maxAsks: 10 })
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask()))
  const asked = answers.filter(({ mode }) => mode === 'llm')
  assert.ok(asked.length > 0 && asked.length < 8)
  assert.equal(llm.asked.length, asked.length)
  const sum = asked.reduce((total, { tokenUsage }) => total + tokenUsage.total, 0)
  assert.equal(Math.max(...answers.map(({ budget }) => budget.used)) >= sum / 2, true)
  const { budget } = await ask({ llm: false })
  assert.equal(budget.used, sum)
})

test('more askers than there may be at once are sent away', async (t) => {
  const { ask } = await set(t, {}, { maxAsks: 1 })
  const [first, second] = await Promise.allSettled([ask(), ask()])
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'OVERLOADED')
})
