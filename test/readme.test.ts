// The README keeps its word: its first blocks are run as they stand, the printed lines compared.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cleanEnv, folderFor, startService } from './service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}))

/** Runs a block of the README against the service at `url`; what it printed. */
const run = async (t: TestContext, block: string, url: string): Promise<string> => {
  const env = { ...cleanEnv() }
  env.PATH = `${withCurl(t)}${env.PATH}`
  const text = block.replaceAll('http://127.0.0.1:3002', url)
  assert.ok(!text.includes(':3002'), 'every address in the block is replaced')
  const { stdout } = await promisify(execFile)('sh', ['-euc', text], { env })
  return stdout
}

// a bare machine has no curl: what the README needs of it is three lines of fetch
const withCurl = (t: TestContext): string => {
  if (spawnSync('curl', ['--version']).status === 0) return ''
  const folder = folderFor(t)
  const script = `#!${process.execPath}
const args = process.argv.slice(2)
const take = (flag) => (args.includes(flag) ? args.splice(args.indexOf(flag), 2)[1] : undefined)
const [header, body] = [take('-H') ?? 'content-type: application/x-www-form-urlencoded', take('-d')]
const headers = body === undefined ? {} : { 'content-type': header.split(': ')[1] }
fetch(args[0], { method: body === undefined ? 'GET' : 'POST', headers, body }).then(async (answer) => process.stdout.write(await answer.text()))
`
  writeFileSync(join(folder, 'curl'), script, { mode: 0o755 })
  return `${folder}:`
}

test('the first blocks of the README: install and start, send a line, see it', async (t) => {
  const [start, send, seen] = blocks
  // what npm ci does was done, or no test would run
  assert.equal(start!.text, 'npm ci && npm start\n')
  const dataDir = join(folderFor(t), 'data')
  const service = await startService(t, ['npm', 'start'], { cwd: root, env: { SPOOR_DATA: dataDir } })

  await t.test('the first lines of the service say where it is, where data lies, and how to send a line', async () => {
    const said = service.lines.filter((line) => line !== '' && !line.startsWith('>'))
    assert.ok(said[0]!.includes(service.url))
    assert.ok(said[1]!.includes(dataDir))
    const command = /curl .*/.exec(said[2]!)?.[0]
    assert.match(await run(t, command!, service.url), /"accepted":1\b/)
    assert.ok(existsSync(dataDir))
  })

  await t.test('what is sent is seen', async () => {
    const printed = await run(t, send!.text, service.url)
    assert.equal(seen!.language, 'text')
    assert.ok(printed.endsWith(`\n${seen!.text}`) || printed.endsWith(`}${seen!.text}`), printed)
  })

  await t.test('the block on sending JSON does what it says', async () => {
    const [json, answer] = blocks.slice(3)
    const printed = await run(t, json!.text, service.url)
    assert.ok(printed.endsWith(`}${answer!.text}`), printed)
  })
})

test('every file the documents link to is there', () => {
  for (const document of ['README.md', 'ARCHITECTURE.md', 'AGENTS.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    const text = readFileSync(join(root, document), 'utf8')
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      assert.ok(existsSync(join(root, target!)), `${document} → ${target}`)
    }
  }
})

test('every npm script and every test file the documents name is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const tests = globSync('{src,client/src,test}/**/*.test.ts', { cwd: root })
  for (const document of ['README.md', 'ARCHITECTURE.md', 'AGENTS.md', 'CONTRIBUTING.md']) {
    const text = readFileSync(join(root, document), 'utf8')
    for (const [, name] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(name! in scripts, `${document}: ${name}`)
    for (const [, name] of text.matchAll(/npm test -- ([\w/]+)/g)) {
      assert.ok(
        tests.some((path) => path.includes(name!)),
        `${document}: ${name}`,
      )
    }
  }
})

for (const script of ['bin/spoor.js', 'scripts/run.js']) {
  test(`${script} tells an old Node what is needed, in one sentence`, () => {
    const old = `Object.defineProperty(process, 'version', { value: 'v20.1.0' })
      Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })`
    const pretend = `data:text/javascript,${encodeURIComponent(old)}`
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', pretend, join(root, script), 'serve'])
    assert.equal(status, 1)
    assert.match(String(stderr), /^spoor needs Node 24 or newer, this is v20\.1\.0: .*\n$/)
    assert.equal(String(stdout), '')
  })
}
