import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remember } from './remember.ts'

const given = (max = 10) => {
  let nowMs = 0
  const looks: string[] = []
  let answer: () => Promise<string> = async () => 'first'
  const look = (key: string) => {
    looks.push(key)
    return answer()
  }
  return {
    looks,
    memory: remember(look, { ms: 100, max, now: () => nowMs }),
    pass: (ms: number) => (nowMs += ms),
    say: (next: () => Promise<string>) => {
      answer = next
    },
  }
}

test('a burst shares one look, which is good until its time is over', async () => {
  const { memory, looks, pass, say } = given()
  assert.deepEqual(await Promise.all([memory.get('a'), memory.get('a')]), ['first', 'first'])
  say(async () => 'second')
  pass(99)
  assert.equal(await memory.get('a'), 'first')
  pass(1)
  assert.equal(await memory.get('a'), 'second')
  assert.deepEqual(looks, ['a', 'a'])
})

test('a look that failed is told to those who waited for it, and not remembered', async () => {
  const { memory, say } = given()
  say(async () => {
    throw new Error('away')
  })
  await assert.rejects(memory.get('a'), /away/)
  say(async () => 'back')
  assert.equal(await memory.get('a'), 'back')
})

test('what is known without looking is not looked for; what is forgotten is', async () => {
  const { memory, looks } = given()
  memory.set('a', 'told')
  assert.equal(await memory.get('a'), 'told')
  memory.forget('a')
  assert.equal(await memory.get('a'), 'first')
  assert.deepEqual(looks, ['a'])
})

test('beyond its bound the oldest is forgotten', async () => {
  const { memory, looks } = given(2)
  for (const key of ['a', 'b', 'c', 'a', 'c']) await memory.get(key)
  assert.deepEqual(looks, ['a', 'b', 'c', 'a'])
})
