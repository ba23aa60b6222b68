// Agents: an MCP client walks every tool on a run of 1,000,000 lines (or as many as the first argument says).
// Promises: fails when a reply is longer than its budget, a cut is not declared, or a line, match or issue is not reached exactly once.
//
//   node judges/agents.ts [lines]
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Agent, type Args, newAgent, numbersOf, oldAgent, stepsOf, walk } from './agent.ts'
import { startService } from './service.ts'

const lines = Number(process.argv[2] ?? 1_000_000)
const batch = 20_000
const failureEvery = 100
const kinds = 200

const kindOf = (n: number) =>
  [...String((n / failureEvery) % kinds)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
const lineOf = (n: number) =>
  n % failureEvery === 0 ? `Error: stage_${kindOf(n)} could not be reached` : `GET /items/${n} 200 in ${n % 97} ms`

const data = mkdtempSync(join(tmpdir(), 'spoor-agents-'))
// whether all is reached does not depend on how busy the machine is
const service = await startService({ SPOOR_DATA: data, SPOOR_SEARCH_DEADLINE_MS: '60000' })
const { url } = service

const ingest = async () => {
  for (let from = 1; from <= lines; from += batch) {
    const some = Array.from({ length: Math.min(batch, lines - from + 1) }, (_, index) => lineOf(from + index))
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ runId: 'big', lines: some })
    const { status } = await fetch(`${url}/ingest`, { method: 'POST', headers, body })
    assert.equal(status, 200)
  }
}

/** `agent`, noting how long each call of each tool took. */
const timed = (agent: Agent, times: Map<string, number[]>): Agent => ({
  ...agent,
  async call(name, args, options) {
    const began = performance.now()
    const said = await agent.call(name, args, options)
    times.set(name, [...(times.get(name) ?? []), performance.now() - began])
    return said
  },
})

const fingerprints = (text: string) => [...text.matchAll(/^(fp1:\w+) /gm)].map(([, id]) => id!)

const visit = async (agent: Agent, maxChars: number): Promise<number> => {
  const budget = { max_chars: maxChars }
  const failures = Math.floor(lines / failureEvery)
  const longest: number[] = []
  const walked = async <Item>(name: string, args: Args, total: number, itemsOf: (text: string) => Item[]) => {
    const result = await walk(agent, name, { ...args, ...budget }, total, itemsOf)
    longest.push(result.longest)
    return result.items
  }
  const issues = await walked('log_issues', { run: 'big', limit: 100 }, Math.min(kinds, failures), fingerprints)
  await walked('log_search', { run: 'big', grep: 'could not be reached', limit: 500 }, failures, numbersOf)
  await walked('log_search', { run: 'big', level: 'fatal' }, 0, numbersOf)
  await walked('log_read', { run: 'big', tail: 5000 }, 5000, numbersOf)
  if (maxChars === 40_000) {
    const read = await walked('log_read', { run: 'big', from: 1 }, lines, numbersOf)
    assert.equal(read.length, lines)
  }
  const rest: [name: string, args: Args][] = [
    ...issues.map((id): [string, Args] => ['log_issue', { id, run: 'big' }]),
    ['log_read', { run: 'big', around: Math.floor(lines / 2) }],
    ['log_wait', { run: 'big', quiet_s: 1 }],
  ]
  if ((await agent.tools()).some(({ name }) => name === 'log_query'))
    rest.push(['log_query', { run: 'big', question: 'Which stages could not be reached, and since when?' }])
  for (const [name, args] of rest) {
    const { text, isError } = await agent.call(name, { ...args, ...budget })
    assert.ok(!isError && text.length <= maxChars && text.startsWith('run big'), text.slice(0, 300))
    assert.ok(stepsOf(text).length > 0 || name === 'log_read', text)
    longest.push(text.length)
  }
  return Math.max(...longest)
}

try {
  await ingest()
  const watcher = await newAgent(url)
  while (/still counting/.test((await watcher.call('log_issues', { run: 'big' })).text));
  await watcher.end()
  for (const [era, open] of Object.entries({ '2026-07-28': newAgent, '2025-11-25': oldAgent })) {
    const times = new Map<string, number[]>()
    const agent = timed(await open(url), times)
    for (const maxChars of era === '2026-07-28' ? [2000, 8000, 40_000] : [8000]) {
      console.log(`${era}: budget ${maxChars}, longest reply ${await visit(agent, maxChars)} characters`)
    }
    for (const [name, took] of times) {
      const sorted = took.toSorted((a, b) => a - b)
      const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(0)
      console.log(
        `  ${name.padEnd(11)} ${String(took.length).padStart(5)} calls, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`,
      )
    }
    await agent.end()
  }
  console.log('every line, match and issue was reached once, every cut declared')
} finally {
  await service.stop()
  rmSync(data, { recursive: true })
}
