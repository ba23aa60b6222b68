import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { test } from 'node:test'
import { isAbandoned, ownFolder, releasedFolder } from './owner.ts'

test('a folder of this living process is not abandoned; one that was let go of is', () => {
  assert.equal(isAbandoned(ownFolder()), false)
  assert.equal(isAbandoned(releasedFolder()), true)
})

test('a folder is abandoned when its process has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  const folder = `${child.pid}-0-abc`
  assert.equal(isAbandoned(folder), false)
  child.stdin.end()
  await once(child, 'close')
  assert.equal(isAbandoned(folder), true)
})

test('a pid that another process has now does not keep a folder, where the system tells when a process began', () => {
  assert.equal(isAbandoned(ownFolder().replace(/-\d+-/, '-1-')), fs.existsSync('/proc/self/stat'))
})

test('folders that are not ours are left alone', () => {
  for (const name of ['photos', '1-2', '-0-a', '99999999x-0-a']) assert.equal(isAbandoned(name), false)
})
