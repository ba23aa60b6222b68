import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderFor, run } from './testing/spoor.ts'
import { inTerminal } from './testing/terminal.ts'

const url = 'http://127.0.0.1:4321'
const six = ['log:agent', 'log:refresh', 'log:ask', 'log:raw', 'log:issues', 'log:tail']

/** A folder with these files; `read` gives one back. */
const project = (t: TestContext, files: Record<string, string>) => {
  const cwd = folderFor(t)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text)
  return {
    cwd,
    read: (file: string) => readFileSync(join(cwd, file), 'utf8'),
    files: () => readdirSync(cwd).toSorted(),
    init: (...args: string[]) => run(t, ['init', '--server', url, ...args], { cwd }),
  }
}

test('a project gets the address, a logger, the six scripts and an ignored .env.local; a second time has nothing to do', async (t) => {
  const { init, read, files, cwd } = project(t, {
    'package.json': '{\n  "name": "@acme/shop",\n  "type": "module",\n  "dependencies": { "winston": "3" }\n}\n',
  })
  spawnSync('git', ['init', '-q', cwd])
  const { code, stdout, stderr } = await init('--yes')
  assert.equal(code, 0)
  assert.equal(read('.env.local'), `SPOOR_URL=${url}\n`)
  assert.equal(read('.gitignore'), '.env.local\n')
  assert.match(read('spoor-logger.js'), /from '@spoor\/client\/winston'[\s\S]*source: 'shop'/)
  const { scripts, ...rest } = JSON.parse(read('package.json'))
  assert.deepEqual(Object.keys(scripts), six)
  assert.equal(scripts['log:agent'], 'spoor serve')
  assert.deepEqual(rest, { name: '@acme/shop', type: 'module', dependencies: { winston: '3' } })
  assert.match(
    stdout,
    /^new \.env\.local\n {2}\+ SPOOR_URL=.*\nadd to package\.json\n {2}\+ "log:agent": "spoor serve"\n/,
  )
  assert.match(stderr, /wrote \.env\.local, package\.json, spoor-logger\.js, \.gitignore/)

  const before = files().map((file) => (file.startsWith('.git') ? '' : read(file)))
  const again = await init('--yes')
  assert.deepEqual([again.code, again.stderr], [0, 'spoor: nothing to do\n'])
  assert.doesNotMatch(again.stdout, /^(new|add)/m)
  assert.deepEqual(
    files().map((file) => (file.startsWith('.git') ? '' : read(file))),
    before,
  )
})

test('what is there and says something else stays, and is told', async (t) => {
  const { init, read } = project(t, {
    'package.json': '{"type":"module","scripts":{"log:raw":"mine"},"dependencies":{"pino":"1"}}',
    'spoor-logger.js': 'mine',
    '.env.local': 'SPOOR_URL=http://mine\nA=1',
  })
  const { code, stdout } = await init('--yes')
  assert.equal(code, 0)
  assert.deepEqual([read('spoor-logger.js'), read('.env.local')], ['mine', 'SPOOR_URL=http://mine\nA=1'])
  assert.equal(JSON.parse(read('package.json')).scripts['log:raw'], 'mine')
  assert.match(stdout, /note: the script log:raw stays as it is: mine, not spoor raw\n/)
  assert.match(stdout, /note: spoor-logger\.js stays as it is/)
  assert.match(stdout, /note: SPOOR_URL stays as it is: http:\/\/mine, not http/)
})

test('without a terminal it asks nobody, writes nothing, and says how: exit code 2', async (t) => {
  const { init, files } = project(t, { 'package.json': '{}' })
  const { code, stdout, stderr } = await init()
  assert.equal(code, 2)
  assert.match(stdout, /add to package\.json/)
  assert.match(stderr, /there is no terminal to ask\n {2}spoor init --yes/)
  assert.equal((await init('--dry-run')).code, 0)
  assert.deepEqual(files(), ['package.json'])
})

test('a package.json that cannot be read or added to stops it before anything is written', async (t) => {
  for (const text of ['{"scripts":', '{"scripts":"x"}', '[]']) {
    const { init, files, read } = project(t, { 'package.json': text })
    const { code, stderr } = await init('--yes')
    assert.equal(code, 1)
    assert.match(stderr, /^spoor: package\.json cannot be (read|added to): .*\n {2}mend it/)
    assert.deepEqual([files(), read('package.json')], [['package.json'], text])
  }
})

test('which logger: the one it depends on, the one that is named, none', async (t) => {
  const cases: [manifest: object, args: string[], file: string | undefined, says: RegExp][] = [
    [{ dependencies: { pino: '1' } }, [], 'spoor-logger.mjs', /@spoor\/client\/pino/],
    [{ devDependencies: { winston: '3', typescript: '5' } }, [], 'spoor-logger.ts', /winston/],
    [{ dependencies: { winston: '3' } }, ['--logger', 'pino'], 'spoor-logger.mjs', /pino/],
    [{ dependencies: { winston: '3' } }, ['--logger', 'none'], undefined, /./],
    [{}, [], undefined, /./],
  ]
  for (const [manifest, args, file, says] of cases) {
    const { init, files, read } = project(t, { 'package.json': JSON.stringify(manifest) })
    await init('--yes', ...args)
    assert.equal(
      files().find((name) => name.startsWith('spoor-logger')),
      file,
    )
    if (file) assert.match(read(file), says)
  }
})

test('a folder without package.json gets the address only; a link stays a link', async (t) => {
  const { init, cwd, read } = project(t, {})
  mkdirSync(join(cwd, 'shared'))
  writeFileSync(join(cwd, 'shared', 'env'), 'A=1\n')
  symlinkSync(join('shared', 'env'), join(cwd, '.env.local'))
  const { stdout } = await init('--yes')
  assert.match(stdout, /there is no package\.json here/)
  assert.ok(lstatSync(join(cwd, '.env.local')).isSymbolicLink())
  assert.equal(read('shared/env'), `A=1\nSPOOR_URL=${url}\n`)
})

const bin = fileURLToPath(new URL('../../bin/spoor.js', import.meta.url))

const initInTerminal = async (t: TestContext, cwd: string, keys: string): Promise<string> => {
  const command = `${process.execPath} ${bin} init --server ${url}`
  return (await inTerminal(t, command, { cwd, at: 'Write these?', keys })).shown
}

test('in a terminal it shows, asks, and writes what was left ticked; Ctrl-C writes nothing', async (t) => {
  const left = project(t, { 'package.json': '{"dependencies":{"pino":"1"}}' })
  assert.match(
    await initInTerminal(t, left.cwd, '\x03'),
    /add to package\.json[\s\S]*Write these\?[\s\S]*nothing was written/,
  )
  assert.deepEqual(left.files(), ['package.json'])
  const taken = project(t, { 'package.json': '{"dependencies":{"pino":"1"}}' })
  // the first one is unticked
  await initInTerminal(t, taken.cwd, ' \r')
  assert.deepEqual(taken.files(), ['package.json', 'spoor-logger.mjs'])
})
