// MCP over every kind of store: a line has its number, and every line is reached once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newAgent, numbersOf, stepsOf, walk } from '../judges/agent.ts'
import { overStores } from './houses.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

overStores('MCP', (houseFor) => {
  test('lines are read by number, searched and read on, each once; an issue shows the lines it was made of', async (t) => {
    const house = await houseFor(t, { SPOOR_ANALYSIS: 'on' })
    const { url } = await house.listen()
    const lines = upTo(400).map((n) => (n === 250 ? 'Error: connect ECONNREFUSED 127.0.0.1:6379' : `line ${n}`))
    const headers = { 'content-type': 'application/json' }
    for (let from = 0; from < 400; from += 100) {
      const body = JSON.stringify({ runId: 'r', lines: lines.slice(from, from + 100) })
      assert.equal((await fetch(`${url}/ingest`, { method: 'POST', headers, body })).status, 200)
    }
    const agent = await newAgent(url)
    t.after(() => agent.end())
    const asked = { run: 'r', max_chars: 3000 }
    assert.deepEqual((await walk(agent, 'log_read', { ...asked, from: 1 }, 400, numbersOf)).items, upTo(400))
    const newest = await walk(agent, 'log_search', { ...asked, grep: 'line', context: 0 }, 399, numbersOf)
    assert.deepEqual(
      newest.items,
      upTo(400)
        .filter((n) => n !== 250)
        .reverse(),
    )
    assert.deepEqual(numbersOf((await agent.call('log_read', { run: 'r', from: 249, to: 251 })).text), [249, 250, 251])
    assert.deepEqual(numbersOf((await agent.call('log_read', { run: 'r', tail: 2 })).text), [399, 400])
    const issue = stepsOf((await agent.call('log_issues', { run: 'r' })).text).find(({ name }) => name === 'log_issue')!
    assert.deepEqual(numbersOf((await agent.call(issue.name, issue.args)).text), [250])
  })
})
