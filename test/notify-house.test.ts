// From a line that is sent to a callback that is called, through the doors of a house.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { House } from '../src/house.ts'
import { until } from '../src/lib/testing/until.ts'
import { receiverFor } from '../src/notify/testing.ts'
import { ask, askJson, houseFor } from './house.ts'

const refused = 'Error: connect ECONNREFUSED 127.0.0.1:5432'
const failed = "TypeError: Cannot read properties of undefined (reading 'total')"

const sendHundred = async (house: House, runId: string, line = refused) => {
  const body = JSON.stringify({ runId, source: 'api', lines: Array(100).fill(line) })
  const { status } = await ask(house, { POST: '/ingest', body, headers: { 'content-type': 'application/json' } })
  assert.equal(status, 200)
}
const clear = async (house: House, wish: object) =>
  (await askJson(house, { POST: '/control/clear', body: JSON.stringify(wish) })).json.runId

type Listed = { fingerprint: string; count: number; type: string; notified: boolean; notifiedAt?: string }
const issueOf = async (house: House, runId: string, type = 'network'): Promise<Listed | undefined> => {
  const { json } = await askJson(house, { GET: `/issues?runId=${runId}` })
  return (json as unknown as { issues: Listed[] }).issues.find((issue) => issue.type === type)
}

// the originals forgot the callback of a run that was cleared, and were silent where a run had none of its own
test('a run is told to its own callback, also when it was cleared, one without to the default; each once', async (t) => {
  const [own, fallback] = [await receiverFor(t), await receiverFor(t)]
  const house = await houseFor(t, { SPOOR_ANALYSIS: 'on', SPOOR_CALLBACK_URL: fallback.url })
  const first = await clear(house, { callbackUrl: own.url })
  const second = await clear(house, {})
  for (const runId of [first, second, first]) await sendHundred(house, runId)
  for (const runId of [first, second]) await until(async () => (await issueOf(house, runId))?.notified === true)
  await until(async () => (await issueOf(house, first))!.count === 200)
  assert.match((await issueOf(house, first))!.notifiedAt!, /^\d{4}-\d\d-\d\dT/)
  const told = ({ got }: typeof own) => got.map(({ body }) => [body.runId, body.type])
  assert.deepEqual(told(own), [[first, 'network']])
  assert.deepEqual(told(fallback), [[second, 'network']])
})

test('what is muted is not told', async (t) => {
  const { url, got } = await receiverFor(t)
  const house = await houseFor(t, { SPOOR_ANALYSIS: 'on', SPOOR_CALLBACK_URL: url, LOG_AGENT_ISSUE_THRESHOLD: '150' })
  await sendHundred(house, 'a')
  await until(async () => (await issueOf(house, 'a'))?.count === 100)
  const { fingerprint } = (await issueOf(house, 'a'))!
  const muted = await ask(house, { POST: `/issues/${fingerprint}/mute`, body: '{"muted":true}' })
  assert.equal(muted.status, 200)
  for (const line of [refused, failed, failed]) await sendHundred(house, 'a', line)
  await until(() => got.length > 0)
  await until(async () => (await issueOf(house, 'a', 'code'))?.notified === true)
  assert.deepEqual(
    got.map(({ body }) => body.type),
    ['code'],
  )
})
