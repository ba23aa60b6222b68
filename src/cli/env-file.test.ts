import assert from 'node:assert/strict'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setInEnvFile, withValue } from './env-file.ts'
import { folderFor } from './testing/spoor.ts'

const cases: [what: string, before: string, after: string][] = [
  ['an empty file gets the line', '', 'ID=new\n'],
  ['another line stays', 'A=1\n', 'A=1\nID=new\n'],
  ['a file without a last line break gets one', 'A=1', 'A=1\nID=new\n'],
  ['the value is replaced where it stands', 'A=1\nID=old\nB=2\n', 'A=1\nID=new\nB=2\n'],
  ['CRLF stays CRLF', 'A=1\r\nID=old\r\nB=2\r\n', 'A=1\r\nID=new\r\nB=2\r\n'],
  ['CRLF is continued', 'A=1\r\n', 'A=1\r\nID=new\r\n'],
  ['export stays', 'export ID="old" # why\n', 'export ID=new\n'],
  ['every line that sets it is set, since the last would win', 'ID=1\nID = 2\n', 'ID=new\nID=new\n'],
  ['a comment and a longer name are other lines', '#ID=1\nMY_ID=2\nIDS=3\n', '#ID=1\nMY_ID=2\nIDS=3\nID=new\n'],
]
for (const [what, before, after] of cases) test(what, () => assert.equal(withValue(before, 'ID', 'new'), after))

test('a file keeps its mode, and nothing is left beside it', async (t) => {
  const folder = folderFor(t)
  const path = join(folder, '.env.local')
  writeFileSync(path, 'A=1\n')
  chmodSync(path, 0o660)
  await setInEnvFile(path, 'ID', 'x')
  assert.equal(readFileSync(path, 'utf8'), 'A=1\nID=x\n')
  assert.equal(statSync(path).mode & 0o777, 0o660)
  assert.deepEqual(readdirSync(folder), ['.env.local'])
})

test('a link stays a link, and the file it leads to is set', async (t) => {
  const folder = folderFor(t)
  mkdirSync(join(folder, 'shared'))
  writeFileSync(join(folder, 'shared', 'env'), 'A=1\n')
  symlinkSync(join('shared', 'env'), join(folder, '.env.local'))
  await setInEnvFile(join(folder, '.env.local'), 'ID', 'x')
  assert.ok(lstatSync(join(folder, '.env.local')).isSymbolicLink())
  assert.equal(readFileSync(join(folder, 'shared', 'env'), 'utf8'), 'A=1\nID=x\n')
})
