import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parseEnv } from 'node:util'
import { parseVariables, readEnvironment } from './env-files.ts'
import { folderFor } from './testing/folder.ts'

const folderWith = (t: TestContext, files: Record<string, string>): string => {
  const folder = folderFor(t)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('the environment wins over .env.local, which wins over .env', (t) => {
  const folder = folderWith(t, {
    '.env': 'LOG_RUN_ID=run_env\nSPOOR_URL=http://env:1\nSPOOR_TOKEN=of-env\n',
    '.env.local': 'LOG_RUN_ID=run_local\nSPOOR_URL=http://local:1\n',
  })
  const { url, token, runId } = readEnvironment({ SPOOR_URL: 'http://real:1' }, folder)
  assert.deepEqual({ url, token, runId }, { url: 'http://real:1', token: 'of-env', runId: 'run_local' })
  assert.equal(readEnvironment({ LOG_RUN_ID: 'run_real' }, folder).runId, 'run_real')
  assert.equal(readEnvironment({ LOG_RUN_ID: '' }, folder).runId, undefined)
})

test('the names of the original are understood, in files too', (t) => {
  const folder = folderWith(t, { '.env': 'LOG_AGENT_URL=http://agent:3002\n' })
  assert.equal(readEnvironment({}, folder).url, 'http://agent:3002')
  assert.equal(readEnvironment({ CLAUDE_HOOKS_LOG_URL: 'http://hooks:1' }, folderFor(t)).url, 'http://hooks:1')
  assert.equal(readEnvironment({}, folderFor(t)).url, 'http://127.0.0.1:3002')
})

test('latest in a file is no run', (t) => {
  const folder = folderWith(t, { '.env.local': 'LOG_RUN_ID=latest\n' })
  assert.equal(readEnvironment({}, folder).runId, undefined)
})

test('only a run that a file names is asked for again, and it is the one the file names by then', (t) => {
  const folder = folderWith(t, { '.env.local': 'LOG_RUN_ID=run_1\n' })
  const { runInFolder } = readEnvironment({}, folder)
  writeFileSync(join(folder, '.env.local'), 'LOG_RUN_ID=run_2\n')
  assert.equal(runInFolder?.(), 'run_2')
  assert.equal(readEnvironment({ LOG_RUN_ID: 'run_real' }, folder).runInFolder, undefined)
  assert.equal(readEnvironment({}, folderFor(t)).runInFolder, undefined)
})

test('a file that cannot be read is a trouble, and the environment still holds', (t) => {
  const folder = folderFor(t)
  mkdirSync(join(folder, '.env.local'))
  const { url, trouble } = readEnvironment({ SPOOR_URL: 'http://real:1' }, folder)
  assert.equal(url, 'http://real:1')
  assert.match(trouble!.message, /EISDIR/)
})

test('lines are read as Node reads them', () => {
  const text = [
    '# a comment',
    'PLAIN=one',
    '  SPACED = two words  # and a comment',
    'export EXPORTED=three',
    `SINGLE='a # b "c"'`,
    'DOUBLE="a # b\\nnext"',
    'LINES="first',
    'second"',
    'EMPTY=',
    'QUOTED_EMPTY=""',
    'WINDOWS=four\r',
    'BACK=`a "b" c`',
    'EQUALS=a=b=c',
    'PLAIN=again',
    'nothing here',
  ].join('\n')
  assert.deepEqual(parseVariables(text), { ...parseEnv(text) })
})
