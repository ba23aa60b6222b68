// What is answered without a model.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { isCode } from '../errors.ts'
import type { LogRecord } from '../record/record.ts'
import type { Question } from './answer.ts'
import { issueAt, likeFiles, records, type SceneOptions, sceneFor } from './testing/rooms.ts'

const { signal } = new AbortController()

const requests = (count: number, status = 200) => Array.from({ length: count }, (_, i) => `GET /orders/${i} ${status}`)
const refused: Partial<LogRecord> = {
  level: 'error',
  message: 'Error: connect ECONNREFUSED 127.0.0.1:6379\n    at open (src/redis.ts:42:7)',
}

/** Another word for each number, so that no two lines are alike. */
const word = (i: number) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')

// searches, each for itself, and one reading for all of them
const places = { 'in files': likeFiles, elsewhere: () => ({}) }

for (const [where, rooms] of Object.entries(places)) {
  describe(`a run ${where}`, () => {
    /** Lines 1–40 fine, 41 a warning, 42 the failure of an issue, 43–82 fine. */
    const redisIsDown = async (t: TestContext, question: string, rest: Partial<Question> = {}) => {
      const lines = records([
        ...requests(40),
        { level: 'warn', message: 'redis: reconnecting' },
        refused,
        ...requests(40),
      ])
      const { ask } = await sceneFor(t, lines, {
        rooms,
        issues: async (scene) => [
          await issueAt(scene, 42, {
            summary: 'connect ECONNREFUSED 127.0.0.1:6379',
            count: 14,
            frame: { file: 'src/redis.ts', line: 42, isInApp: true },
          }),
        ],
      })
      return ask.ask({ question, ...rest }, { signal })
    }

    const asked = async (
      t: TestContext,
      lines: LogRecord[],
      question: string,
      options: SceneOptions & Partial<Question> = {},
    ) => {
      const { grep, maxTokens, ...rest } = options
      const { ask } = await sceneFor(t, lines, { rooms, ...rest })
      return ask.ask({ question, grep, maxTokens }, { signal })
    }

    test('the answer says why there is no model, what is wrong first, and what came just before it', async (t) => {
      const { answer, mode, citations, tokenUsage, costUsd } = await redisIsDown(t, 'what is wrong?')
      assert.equal(mode, 'rules')
      assert.match(
        answer,
        /^Answered by rules, since no language model is set \(OPENAI_API_KEY, OPENAI_BASE_URL\)\. Run r, 82 lines/,
      )
      assert.match(
        answer,
        /^1\. new error \(network\), 14 times from .*`src\/redis\.ts:42`: `connect ECONNREFUSED 127\.0\.0\.1:6379` \[L42\]$/m,
      )
      assert.match(answer, /just before the first new issue came \[L\d+\] to \[L41\]/)
      assert.match(answer, /^L41 \S+ WARN {2}\[web\] redis: reconnecting$/m)
      assert.match(
        answer,
        /^L42 \S+ ERROR \[web\] Error: connect ECONNREFUSED 127\.0\.0\.1:6379\n {6}at open \(src\/redis\.ts:42:7\) {2}← issue 1$/m,
      )
      assert.match(answer, /spoor raw r -g 'connect ECONNREFUSED 127\.0\.0\.1:6379' -C 10/)
      assert.ok(citations.some(({ line, text }) => line === 42 && text.includes('ECONNREFUSED')))
      assert.deepEqual([tokenUsage, costUsd], [{ prompt: 0, completion: 0, total: 0 }, 0])
    })

    test('every citation is a line of the run: its number, its place and its text', async (t) => {
      const lines = records([...requests(40), 'redis is slow', ...requests(40, 500)])
      const scene = await sceneFor(t, lines, { rooms })
      const { citations, answer } = await scene.ask.ask({ question: 'redis' }, { signal })
      assert.ok(citations.length > 0)
      for (const { line, cursor, text } of citations) {
        const { entries } = await scene.store.read('run/r', { before: cursor }, 1)
        assert.equal(entries[0]!.cursor, await scene.cursorOf(line + 1))
        assert.ok(text.endsWith(`[web] ${lines[line - 1]!.message}`), text)
      }
      for (const [, number] of answer.matchAll(/\bL(\d+)\b/g))
        assert.ok(citations.some(({ line }) => line === Number(number)))
    })

    test('lines that match are found wherever they are, with what stands around them, and counted', async (t) => {
      const lines = records([
        ...requests(300),
        { message: 'payment declined', attributes: { card: 'visa-42' } },
        ...requests(300),
      ])
      const { answer } = await asked(t, lines, 'why was the payment with "visa-42" declined?')
      assert.match(answer, /- `visa-42`: 1 line, the newest \[L301\]/)
      assert.match(answer, /^L301 .*payment declined \{"card":"visa-42"\} {2}← visa-42 payment declined$/m)
      assert.match(answer, /^L300 /m)
      assert.match(answer, /^L302 /m)
      assert.match(answer, /spoor raw r -g 'visa-42' -C 5/)
    })

    test('a word that occurs rarely leads to its lines before one that is everywhere', async (t) => {
      const lines = records([
        ...requests(50).map((line) => `orders ${line}`),
        'orders zebra',
        ...requests(200).map((line) => `orders ${line}`),
      ])
      const { answer, citations } = await asked(t, lines, 'orders zebra', { maxTokens: 200 })
      assert.match(answer, /L51 .*orders zebra/)
      assert.ok(citations.some(({ line }) => line === 51))
    })

    test('a word that is only there as logs say it is found, and it is said how', async (t) => {
      const { answer } = await asked(t, records([...requests(5), 'order-7 timed out']), 'what was slow?')
      assert.match(answer, /^- `slow` as `timed out`: 1 line, the newest \[L6\]$/m)
    })

    test('with grep only lines that contain it and issues that do are looked at', async (t) => {
      const { answer } = await redisIsDown(t, 'what is wrong?', { grep: 'orders/7 ' })
      assert.match(answer, /no issue was found/)
      assert.match(answer, /- `orders\/7`: 2 lines/)
      assert.doesNotMatch(answer, /ECONNREFUSED/)
    })

    test('a time in the question bounds the lines, in the order of the log', async (t) => {
      // a second apart, the last at 14:30:00: 14:21:00 is line 60
      const lines = records(Array.from({ length: 600 }, (_, i) => `gate ${word(i)}`))
      const numbersOf = async (question: string) => (await asked(t, lines, question)).citations.map(({ line }) => line)
      const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
      assert.deepEqual(await numbersOf('what happened in the last 20 seconds?'), from(580, 21))
      assert.deepEqual(await numbersOf('anything between 14:21 and 14:22?'), from(60, 60))
      const found = await numbersOf('what about the gate between 14:21 and 14:22?')
      // those found may have a neighbour on each side
      assert.ok(found.length > 20 && found.every((line) => line >= 58 && line < 122), `${found}`)
    })

    test('where there is no issue, lines that call themselves errors are shown', async (t) => {
      const lines = records([...requests(300), { level: 'error', message: 'that was bad' }, ...requests(300)])
      const { answer } = await asked(t, lines, 'what is wrong?')
      assert.match(answer, /no issue was found/)
      assert.match(answer, /^L301 .*that was bad {2}← error$/m)
    })

    test('nothing to say is said, with what was looked at', async (t) => {
      const { answer } = await asked(t, records(requests(3)), 'where is the zebra?')
      assert.match(answer, /3 lines/)
      assert.match(answer, /no issue was found/)
      assert.match(answer, /- `zebra`: no line$/m)
    })

    test('maxTokens bounds the evidence by its size, newest lines first, however many lines there are', async (t) => {
      const lines = records(
        Array.from({ length: 2000 }, (_, i) => `${i} ${'abcdefghij'.slice(i % 10)} went through the gate`),
      )
      for (const maxTokens of [200, 2500, 7000]) {
        const { answer, citations } = await asked(t, lines, 'anything about the gate?', { maxTokens })
        assert.ok(Buffer.byteLength(answer) < maxTokens * 4 + 800, `${Buffer.byteLength(answer)} bytes`)
        assert.ok(citations.every(({ line }) => line > 1800))
        assert.equal(citations.length, (await asked(t, lines, 'anything about the gate?', { maxTokens })).logCount)
      }
    })

    test('an issue for which there is no room is counted, and no line speaks of it', async (t) => {
      const failures = Array.from({ length: 5 }, (_, i) => ({ level: 'error' as const, message: `${word(i)} is gone` }))
      const issues: SceneOptions['issues'] = (scene) =>
        Promise.all(failures.map(({ message }, i) => issueAt(scene, i + 1, { summary: message.padEnd(200, '!') })))
      const { answer } = await asked(t, records(failures), 'what is wrong?', { issues, maxTokens: 200 })
      assert.match(answer, /\*\*What is wrong\*\* \(1 of 5 issues\)/)
      assert.match(answer, /← issue 1$/m)
      assert.doesNotMatch(answer, /issue [2-5]/)
    })

    test('lines that are alike but for numbers are shown a few times and counted', async (t) => {
      const { answer } = await asked(t, records(requests(30)), 'any orders?')
      assert.match(answer, /← orders, 27 more like it$/m)
      assert.ok(answer.match(/GET \/orders/g)!.length < 10)
    })

    test('a run without lines, a question without words and a budget beyond the bounds are refused', async (t) => {
      const { ask } = await sceneFor(t, [])
      await assert.rejects(ask.ask({ question: 'why?' }, { signal }), (error) => isCode(error, 'RUN_NOT_FOUND'))
      for (const wrong of [
        { question: ' ' },
        { question: 'x'.repeat(4001) },
        { question: 'x', maxTokens: 7001 },
        { question: 'x', maxTokens: 1.5 },
      ])
        await assert.rejects(ask.ask(wrong, { signal }), (error) => isCode(error, 'FIELD_INVALID'))
    })
  })
}
