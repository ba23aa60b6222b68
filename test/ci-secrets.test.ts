// Nothing secret of a log or a name is kept or shown, wherever it stands; the caps hold for what is kept.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ciHouse, sha } from './ci-house.ts'
import { folderFor } from './service.ts'

// of the form of a forge's token, and no token
const secret = `ghp_${'Ab3dEf6hIj'.repeat(4).slice(0, 36)}`
const key = ['-----BEGIN RSA PRIVATE KEY-----', ...Array(3).fill('c2VjcmV0'.repeat(8)), '-----END RSA PRIVATE KEY-----']

test('secrets are in no answer and no file: in a line, across colours, as a key of many lines, in names', async (t) => {
  const folder = folderFor(t)
  const env = { SPOOR_STORE: 'file', SPOOR_DATA: folder, SPOOR_MASK: 'hunter\\d' }
  const { send, post, text, prompt } = await ciHouse(t, { env })
  const lines = [
    `Error: token ${secret} is not valid`,
    `\x1b[31m${secret.slice(0, 20)}\x1b[0m${secret.slice(20)}`,
    ...key,
    'Error: password hunter2 was refused',
  ]
  const { json } = await send(lines.join('\n'), { step_name: `deploy ${secret}` })
  await post({ log_tail: lines.join('\n'), job_id: 'tail' })
  await send(lines.join('\n'), { conclusion: 'success', leg: 'green' })
  const answers = [
    (await prompt()).body,
    (await text(`/api/ci/acme/shop/${sha}`)).body,
    (await text(`/api/ci/acme/shop/${sha}`, 'application/json')).body,
    (await text(String(json.log))).body,
  ]
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  const kept = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
  assert.ok(files.some(({ name }) => /^[0-9a-f]{32}\.jsonl$/.test(name)))
  for (const [where, said] of [...answers, ...kept].entries()) {
    for (const hidden of [secret, secret.slice(20), key[1]!, 'hunter2'])
      assert.ok(!said.includes(hidden), `${where}: ${hidden}`)
  }
  assert.match(answers[3]!, /Error: token \[masked:/)
})

test('a tail has at most 200 lines and 32 KiB, an excerpt its budget, and both are of the end that failed', async (t) => {
  const { send, rows } = await ciHouse(t, { env: { SPOOR_CI_BUDGET: '150', SPOOR_CI_MAX_LINES: '1000' } })
  const lines = Array.from({ length: 5000 }, (_, i) => `${i} ${'é'.repeat(i % 300)}`)
  await send([...lines, 'TypeError: x is not a function'].join('\n'))
  const [row] = (await rows()).rows
  assert.ok(Buffer.byteLength(row!.log_tail) <= 32_768 && row!.log_tail.split('\n').length <= 200)
  assert.ok(row!.log_tail.endsWith('\nTypeError: x is not a function'))
  assert.ok(Buffer.byteLength(row!.excerpt) <= 600)
  assert.match(row!.excerpt, /TypeError: x is not a function/)
  // a thousand and the mark
  assert.equal(row!.lines, 1001)
})
