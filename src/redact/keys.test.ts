import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import type { LogRecord } from '../record/record.ts'
import type { Redactor } from './redact.ts'
import { kept, recordOf, redactorWith, run } from './testing.ts'

const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const key = pem.privateKey.trimEnd()
const keyLines = key.split('\n')
const [begin, finish] = [keyLines[0]!, keyLines.at(-1)!]
const m = '[masked:private-key]'
const armoured = (name: string, body: string) => `-----BEGIN ${name}-----\n${body}\n-----END ${name}-----`

const messages = (redactor: Redactor, texts: string[], source = 'agent') =>
  kept(
    redactor,
    texts.map((text) => recordOf(text, undefined, source)),
  ).map((record) => record.message)

test('a key in one text is masked from BEGIN to END, with line breaks or with what stands for them', () => {
  const { redactor } = redactorWith()
  for (const shown of [key, key.replaceAll('\n', '\\n'), key.replaceAll('\n', '\\r\\n'), key.replaceAll('\n', ' ')]) {
    assert.equal(redactor.text(`read "${shown}" from disk`), `read "${m}" from disk`)
    assert.deepEqual(messages(redactor, [`read "${shown}" from disk`, 'next']), [`read "${m}" from disk`, 'next'])
  }
  const nested = JSON.stringify({ a: JSON.stringify({ pem: key }) })
  assert.equal(redactor.text(nested), JSON.stringify({ a: JSON.stringify({ pem: m }) }))
  assert.equal(redactor.text(`${key}\nand ${key}.`), `${m}\nand ${m}.`)
})

test('OpenSSH, PGP, SSH2 and PuTTY keys are keys, public blocks are none', () => {
  const { redactor } = redactorWith()
  const body = Array.from({ length: 9 }, (_, i) => run('alnum', 64, i + 1)).join('\n')
  for (const name of [
    'OPENSSH PRIVATE KEY',
    'PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
    'EC PRIVATE KEY',
    'PGP PRIVATE KEY BLOCK',
  ]) {
    assert.equal(redactor.text(`a\n${armoured(name, body)}\nb`), `a\n${m}\nb`)
  }
  const ssh2 = `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n${body}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`
  assert.equal(redactor.text(ssh2), m)
  const putty = [
    'PuTTY-User-Key-File-3: ssh-ed25519',
    'Encryption: none',
    'Comment: me',
    'Public-Lines: 1',
    run('alnum', 64),
  ]
  putty.push('Private-Lines: 1', run('alnum', 48), `Private-MAC: ${run('hex', 64)}`)
  assert.equal(redactor.text(`${putty.join('\n')}\nx`), `${m}\nx`)
  assert.deepEqual(messages(redactor, [...putty, 'x y']), [...putty.map(() => m), 'x y'])
  assert.equal(redactor.text(pem.publicKey), pem.publicKey)
})

test('a key over several records is masked in every one, and the records stay', () => {
  const { redactor } = redactorWith()
  const shown = messages(redactor, ['before it', ...keyLines, 'behind it'])
  assert.deepEqual(shown, ['before it', ...keyLines.map(() => m), 'behind it'])
})

test('a key over several batches is masked, wherever they are cut', () => {
  for (let cut = 1; cut < keyLines.length; cut++) {
    const { redactor } = redactorWith()
    assert.deepEqual(
      messages(redactor, keyLines.slice(0, cut)),
      keyLines.slice(0, cut).map(() => m),
    )
    assert.deepEqual(messages(redactor, [...keyLines.slice(cut), 'behind it']), [
      ...keyLines.slice(cut).map(() => m),
      'behind it',
    ])
  }
})

test('records of other sources and other streams in between stay as they are', () => {
  const { redactor } = redactorWith()
  const body = run('alnum', 64)
  const records: LogRecord[] = keyLines.flatMap((line) => [recordOf(line), recordOf(body, undefined, 'other')])
  const shown = kept(redactor, records).map((record) => record.message)
  assert.deepEqual(
    shown,
    keyLines.flatMap(() => [m, body]),
  )
  kept(redactor, [recordOf(begin)], 'run/b')
  assert.equal(kept(redactor, [recordOf(body)], 'run/c')[0]!.message, body)
  assert.equal(kept(redactor, [recordOf(body)], 'run/b')[0]!.message, m)
})

test('a log prefix, an indent and quotes around the lines do not hide a key', () => {
  for (const wrap of [
    (line: string) => `web-1  | ${line}`,
    (line: string) => `  ${line}`,
    (line: string) => `"${line}\\n" +`,
    (line: string) => `+${line}`,
  ]) {
    const { redactor } = redactorWith()
    const shown = messages(redactor, [...keyLines.map(wrap), 'behind it']).join('\n')
    for (const line of keyLines.slice(1, -1)) assert.ok(!shown.includes(line))
    assert.ok(shown.endsWith('\nbehind it'))
  }
})

test('headers within a key belong to it', () => {
  const { redactor } = redactorWith()
  const lines = [
    begin,
    'Proc-Type: 4,ENCRYPTED',
    'DEK-Info: AES-128-CBC,0123ABCD',
    '',
    run('alnum', 64),
    'abc=',
    finish,
  ]
  assert.deepEqual(
    messages(redactor, lines),
    lines.map(() => m),
  )
})

test('a mention of BEGIN blinds no ordinary line', () => {
  const { redactor } = redactorWith()
  const after = ['server listening on port 3000', 'done', `HEAD is now at ${run('hex', 40)}`, 'OK']
  const mention = `the file must start with ${begin} and it does not`
  assert.deepEqual(messages(redactor, [mention, ...after]), [mention, ...after])
  assert.deepEqual(messages(redactor, [`no ${begin}`, ...after]), [`no ${m}`, ...after])
})

test('an ordinary line in the middle of a key stays, the key behind it is masked all the same', () => {
  const { redactor } = redactorWith()
  const lines = [...keyLines.slice(0, 5), 'GET /health 200 in 3 ms', ...keyLines.slice(5)]
  const expected = lines.map((line) => (line.startsWith('GET') ? line : m))
  assert.deepEqual(messages(redactor, lines), expected)
})

test('a batch that is sent again after END is masked again', () => {
  const { redactor } = redactorWith()
  messages(redactor, keyLines.slice(0, 10))
  const second = keyLines.slice(10)
  assert.deepEqual(
    messages(redactor, second),
    second.map(() => m),
  )
  assert.deepEqual(
    messages(redactor, second),
    second.map(() => m),
  )
})

test('a key without an end is given up 100 lines after its beginning', () => {
  const { redactor } = redactorWith()
  const body = Array.from({ length: 150 }, (_, i) => run('alnum', 64, i + 1))
  const shown = messages(redactor, [begin, ...body])
  assert.deepEqual(shown.slice(0, 100), Array(100).fill(m))
  assert.deepEqual(shown.slice(100), body.slice(99))
  assert.equal(redactor.text([begin, ...body].join('\n')), [m, ...body.slice(99)].join('\n'))
})

test('a second BEGIN starts anew, and a certificate behind a key stays readable', () => {
  const { redactor } = redactorWith()
  const certificate = ['-----BEGIN CERTIFICATE-----', run('alnum', 64), 'abc=', '-----END CERTIFICATE-----']
  assert.deepEqual(messages(redactor, [...keyLines, ...certificate]), [...keyLines.map(() => m), ...certificate])
  const words = Array.from({ length: 120 }, (_, i) => `line ${i} of words`)
  const text = [`see ${begin}`, ...words, ...keyLines.slice(0, 9)].join('\n')
  assert.equal(redactor.text(text), [`see ${m}`, ...words, m].join('\n'))
})

test('beyond the bound the oldest open key is forgotten and counted', () => {
  const { redactor, faults } = redactorWith([], 2)
  const body = run('alnum', 64)
  for (const source of ['a', 'b', 'c']) messages(redactor, [begin], source)
  assert.deepEqual(
    ['a', 'b', 'c'].map((source) => messages(redactor, [body], source)[0]),
    [body, m, m],
  )
  assert.equal(faults.list()['redact.openKeys']!.count, 1)
})
