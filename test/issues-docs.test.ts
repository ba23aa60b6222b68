// What docs/issues.md tells to copy, run as it stands against a service of our own.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startService } from '../judges/service.ts'

const page = readFileSync(new URL('../docs/issues.md', import.meta.url), 'utf8')
const [first] = page.match(/(?<=```sh\n)[\s\S]*?(?=```)/g)!

test('the first block finds the issue in the line it sends', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-docs-'))
  const service = await startService({ SPOOR_DATA: data })
  t.after(async () => {
    await service.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const { stdout } = await promisify(execFile)('sh', ['-c', first!.replaceAll('http://127.0.0.1:3002', service.url)])
  assert.match(stdout, /: 1 issue, 1 new\n\nnew +×1 {2}error {2}network\n {2}connect ECONNREFUSED 127\.0\.0\.1:6379\n/)
})

test('every setting and route that it names is there', () => {
  const config = readFileSync(new URL('../docs/config.md', import.meta.url), 'utf8')
  for (const [name] of page.matchAll(/SPOOR_\w+/g)) assert.ok(config.includes(`\`${name}\``), name)
})
