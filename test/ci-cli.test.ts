// spoor ci, as somebody types it who has a red build in front of them.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { run, serviceFor } from '../src/cli/testing/spoor.ts'
import { forgeFor, headSha, job, jobLog } from './ci-forges.ts'

const [older, newer] = ['1'.repeat(40), '2'.repeat(40)]

const given = async (t: TestContext, env: Record<string, string> = {}) => {
  const { url } = await serviceFor(t, { SPOOR_INTERNAL_TOKEN: 'acme/shop=internal-1', ...env })
  const send = async (fields: Record<string, string>, log: string) => {
    const query = new URLSearchParams({ repo: 'acme/shop', job_id: 'test', conclusion: 'failure', ...fields })
    const headers = { authorization: 'Bearer internal-1', 'content-type': 'text/plain' }
    const answer = await fetch(`${url}/internal/ci-log?${query}`, { method: 'POST', body: log, headers })
    assert.ok(answer.ok, await answer.text())
  }
  return { url, send, ci: (...args: string[]) => run(t, ['ci', ...args], { url }) }
}

test('the newest commit that has failed, one by its beginning, its block for a prompt, its log', async (t) => {
  const { send, ci } = await given(t)
  const nothing = await ci('acme/shop')
  assert.deepEqual([nothing.code, nothing.stdout], [3, ''])
  const lines = Array.from({ length: 600 }, (_, i) => `downloading package ${i}`)
  await send({ head_sha: older, run_id: '1', step_name: 'lint' }, 'error: unused variable\n')
  await send(
    { head_sha: newer, run_id: '2', step_name: 'unit' },
    [...lines, 'TypeError: x is not a function'].join('\n'),
  )
  const shown = await ci('acme/shop')
  assert.match(
    shown.stdout,
    /^acme\/shop 2{40}: 1 failed step\n\nunit · test · [^\n]*601 lines\n[\s\S]* {2}TypeError: x is not a function\n/,
  )
  assert.match(
    (await ci('acme/shop', '1111111', '--md')).stdout,
    /^## acme\/shop 1{40}[\s\S]*```text\nerror: unused variable\n```\n/,
  )
  assert.match(
    (await ci('acme/shop', newer, '--prompt', '--budget', '300')).stdout,
    /^CI failed for acme\/shop at 222222222222/,
  )
  const rows = JSON.parse((await ci('acme/shop', '--json')).stdout) as { rows: { id: number; excerpt: string }[] }
  const log = await ci('acme/shop', newer, '--log', `${rows.rows[0]!.id}`, '--line', '600')
  assert.equal(log.stdout, 'downloading package 599\nTypeError: x is not a function\n')
  assert.match((await ci('acme/shop', '--list')).stdout, /^2{40} .* 1 failed step\n1{40} .* 1 failed step\n$/)
  const none = await ci('acme/shop', '3333333', '--prompt')
  assert.deepEqual([none.code, none.stdout], [0, ''])
  assert.match(none.stderr, /no step of acme\/shop is known to have failed/)
})

test('a budget holds for all excerpts together', async (t) => {
  const { send, ci } = await given(t)
  for (const step of ['a', 'b', 'c']) {
    // each another one, or they would be folded into one
    const failures = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => {
      const word = letter.repeat(5)
      return `FAIL test/${word}.test.js\n  ${word}Error: ${word} was not ${word}${word} in ${step}${letter}\n    at ${word} (src/${word}.js:1:2)`
    })
    await send({ head_sha: newer, run_id: '2', step_name: step }, failures.join('\n'))
  }
  const of = async (...args: string[]) => {
    const { rows } = JSON.parse((await ci('acme/shop', '--json', ...args)).stdout) as { rows: { excerpt: string }[] }
    return rows.map(({ excerpt }) => Buffer.byteLength(excerpt))
  }
  const bytes = await of('--budget', '600')
  assert.ok(bytes.every((size) => size > 400) && bytes.reduce((a, b) => a + b) <= 2400, `${bytes}`)
  assert.ok((await of()).reduce((a, b) => a + b) > 2400)
})

test('a run is fetched from its forge', async (t) => {
  const runs = '/repos/acme/shop/actions/runs/42'
  const forge = await forgeFor(t, () => ({
    [runs]: { json: { id: 42, head_sha: headSha, path: '.github/workflows/ci.yml' } },
    [`${runs}/jobs`]: { json: { jobs: [job] } },
    '/repos/acme/shop/actions/jobs/77/logs': { text: jobLog },
  }))
  const { ci } = await given(t, { GITHUB_API_URL: forge.url, GITHUB_TOKEN: 'gh-token' })
  const { code, stdout, stderr } = await ci('pull', 'acme/shop', '42')
  assert.deepEqual([code, stderr], [0, 'spoor: 1 failed jobs, 1 steps\n'])
  assert.match(stdout, /^Run npm test · test \(linux, 20\) · \/api\/ci\/acme\/shop\/\w{40}\/1\/log\n$/)
  const unknown = await ci('pull', 'acme/shop', '43')
  assert.equal(unknown.code, 3)
})
