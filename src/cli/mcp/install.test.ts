// What a client reads is written where it looks for it: file and key of each as its documentation has them.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { folderFor, run } from '../testing/spoor.ts'
import { inTerminal } from '../testing/terminal.ts'

const place = (t: TestContext, files: Record<string, string> = {}) => {
  const cwd = folderFor(t)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    writeFileSync(join(cwd, file), text)
  }
  const install = (args: string[], env: Record<string, string> = {}) =>
    run(t, ['mcp', 'install', ...args], { cwd, env: { HOME: cwd, ...env } })
  return { cwd, install, read: (file: string) => readFileSync(join(cwd, file), 'utf8') }
}

const http = { type: 'http', url: 'http://127.0.0.1:3002/mcp' }
const clients: [client: string, file: string, expected: object, withToken: object][] = [
  [
    'claude',
    '.mcp.json',
    { mcpServers: { spoor: http } },
    { mcpServers: { spoor: { ...http, headers: { Authorization: 'Bearer $' + '{SPOOR_TOKEN}' } } } },
  ],
  [
    'vscode',
    '.vscode/mcp.json',
    { servers: { spoor: http } },
    { servers: { spoor: { ...http, headers: { Authorization: 'Bearer $' + '{env:SPOOR_TOKEN}' } } } },
  ],
  [
    'cursor',
    '.cursor/mcp.json',
    { mcpServers: { spoor: { url: http.url } } },
    { mcpServers: { spoor: { url: http.url, headers: { Authorization: 'Bearer $' + '{env:SPOOR_TOKEN}' } } } },
  ],
  [
    'windsurf',
    '.codeium/windsurf/mcp_config.json',
    { mcpServers: { spoor: { serverUrl: http.url } } },
    { mcpServers: { spoor: { serverUrl: http.url, headers: { Authorization: 'Bearer $' + '{env:SPOOR_TOKEN}' } } } },
  ],
]
for (const [client, file, expected, withToken] of clients) {
  test(`${client}: its file is written, again has nothing to do, and the token is only named`, async (t) => {
    const { install, read } = place(t)
    const first = await install([client, '--yes'])
    assert.equal(first.code, 0, first.stderr)
    assert.match(first.stdout, /^new \S+\n {2}\+ "spoor": \{\n/)
    assert.deepEqual(JSON.parse(read(file)), expected)
    const again = await install([client, '--yes'])
    assert.deepEqual([again.code, again.stdout], [0, ''])
    assert.match(again.stderr, /nothing to do/)
    assert.equal((await install([client, '--yes'], { SPOOR_TOKEN: 'sesame-0123456789' })).code, 0)
    assert.deepEqual(JSON.parse(read(file)), withToken)
    assert.doesNotMatch(read(file), /sesame/)
  })
}

test('what is in the file stays: other servers, comments, fields of ours that somebody added, and its mode', async (t) => {
  const before = `{
  // my servers
  "servers": {
    "github": { "url": "https://example.com/mcp" }, // work
    "spoor": { "type": "http", "url": "http://old:1/mcp", "dev": { "debug": true } }
  },
  "inputs": []
}
`
  const { cwd, install, read } = place(t, { '.vscode/mcp.json': before })
  const mode = statSync(join(cwd, '.vscode/mcp.json')).mode
  const { code, stdout } = await install(['vscode', '--yes'])
  assert.equal(code, 0)
  assert.match(stdout, /^add to \.vscode\/mcp\.json\n( {2}- .*\n)+( {2}\+ .*\n)+$/)
  assert.equal(
    read('.vscode/mcp.json'),
    before.replace(
      '{ "type": "http", "url": "http://old:1/mcp", "dev": { "debug": true } }',
      `{
      "type": "http",
      "url": "http://127.0.0.1:3002/mcp",
      "dev": {
        "debug": true
      }
    }`,
    ),
  )
  assert.equal(statSync(join(cwd, '.vscode/mcp.json')).mode, mode)
  assert.deepEqual(readdirSync(join(cwd, '.vscode')), ['mcp.json'])
})

for (const [what, text, sentence] of [
  ['is no JSON', '{ "mcpServers": ', /cannot be added to: .*\n {2}nothing was written; add it by hand: \{"spoor":/],
  ['has servers that are no object', '{"mcpServers": []}', /cannot be added to/],
  ['starts us as a program already', '{"mcpServers":{"spoor":{"command":"spoor","args":["mcp"]}}}', /as a command/],
] as const) {
  test(`a file that ${what} is left as it is`, async (t) => {
    const { install, read } = place(t, { '.mcp.json': text })
    const { code, stderr } = await install(['claude', '--yes'])
    assert.equal(code, 1)
    assert.match(stderr, sentence)
    assert.equal(read('.mcp.json'), text)
  })
}

test('nothing is written without a yes: no terminal, a dry run, an unknown client', async (t) => {
  const { cwd, install } = place(t)
  assert.equal((await install(['claude'])).code, 2)
  assert.equal((await install(['claude', '--dry-run'])).code, 0)
  const { code, stderr } = await install(['clod', '--yes'])
  assert.equal(code, 2)
  assert.match(stderr, /claude, vscode, cursor, windsurf/)
  assert.ok(!existsSync(join(cwd, '.mcp.json')))
})

test('at a terminal it shows the file and asks: no and Ctrl-C are no, yes is yes', async (t) => {
  const { cwd, read } = place(t)
  const bin = new URL('../../../bin/spoor.js', import.meta.url).pathname
  const command = `${process.execPath} ${bin} mcp install claude`
  for (const keys of ['n', '\x03']) {
    const { shown, code } = await inTerminal(t, command, { cwd, at: 'Write .mcp.json?', keys })
    assert.match(shown, /\+ {3}"url": "http:\/\/127\.0\.0\.1:3002\/mcp"/)
    assert.equal(code, 1)
    assert.ok(!existsSync(join(cwd, '.mcp.json')))
  }
  assert.equal((await inTerminal(t, command, { cwd, at: 'Write .mcp.json?', keys: 'y' })).code, 0)
  assert.deepEqual(JSON.parse(read('.mcp.json')), { mcpServers: { spoor: http } })
})

test('the blocks of docs/mcp.md are what is written', async (t) => {
  const text = readFileSync(new URL('../../../docs/mcp.md', import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/^## (.+)\n+(?:```json\n([^`]*)```)/gm)].map(([, title, block]) => [title, block])
  assert.deepEqual(
    blocks.map(([title]) => title),
    ['Claude Code', 'VS Code', 'Cursor', 'Windsurf'],
  )
  for (const [index, [client, file]] of clients.entries()) {
    const { install, read } = place(t)
    await install([client, '--yes'])
    assert.equal(read(file), blocks[index]![1])
    assert.ok(text.includes(`\`spoor mcp install ${client}\``) && text.includes(`${file}\``))
  }
})
