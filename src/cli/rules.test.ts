// spoor rules, as a process of its own.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { folderFor, run } from './testing/spoor.ts'

const folderWith = (t: TestContext, text: string): string => {
  const cwd = folderFor(t)
  writeFileSync(join(cwd, 'spoor.config.yaml'), text)
  return cwd
}

const payment = `rules:
  - id: payment-declined
    type: billing
    level: error
    match: 'payment (?P<provider>\\w+) declined'
    fingerprint: [provider]
    examples: ['payment stripe declined for cart 12']
    counterExamples: ['payment stripe accepted']
`

test('rules whose examples hold end with 0, and stderr says how many', async (t) => {
  const { code, stdout, stderr } = await run(t, ['rules', 'test'], { cwd: folderWith(t, payment) })
  assert.deepEqual([code, stdout, stderr], [0, '', 'spoor: 2 of 2 examples of 1 rules are as they should be\n'])
})

test('an example that its rule does not find ends with 1, and is shown with what found it instead', async (t) => {
  const cwd = folderWith(
    t,
    `${payment}  - id: late\n    contains: too late\n    examples: ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'all is well']\n    counterExamples: ['never too late']\n`,
  )
  const { code, stdout } = await run(t, ['rules', 'test'], { cwd })
  assert.equal(code, 1)
  assert.equal(
    stdout,
    'should be one failure of late, found by connection-refused:\n  Error: connect ECONNREFUSED 127.0.0.1:5432\n' +
      'should be one failure of late, nothing was found:\n  all is well\n' +
      'should be none of late, found by late:\n  never too late\n',
  )
})

test('a file that cannot be used ends with 2 and names line, key and the nearest known one', async (t) => {
  const told = async (text: string) => {
    const { code, stderr } = await run(t, ['rules', 'test'], { cwd: folderWith(t, text) })
    assert.equal(code, 2, text)
    return stderr
  }
  assert.match(
    await told('rules:\n  - id: a\n    mach: x\n'),
    /spoor\.config\.yaml line 3: rules\[0\] has no key "mach", did you mean match\?/,
  )
  assert.match(await told('rulez: []\n'), /line 1: the file has no key "rulez", did you mean rules\?/)
  assert.match(
    await told("rules:\n  - id: a\n    match: '(?=x)y'\n"),
    /line 3: rules\[0\]\.match cannot be used: .*look-around is refused/,
  )
  assert.match(await told('rules:\n  - id: a\n   match: x\n'), /line \d/)
})

test('without a file there is something to say, and with --all something to do', async (t) => {
  const none = await run(t, ['rules', 'test'])
  assert.equal(none.code, 2)
  assert.match(none.stderr, /there is no spoor\.config\.yaml here\n {2}name a file, or try those of spoor: --all/)
  const all = await run(t, ['rules', 'test', '--all'])
  assert.deepEqual([all.code, all.stdout], [0, ''])
  const named = await run(t, ['rules', 'test', 'nothere.yaml'])
  assert.equal(named.code, 2)
  assert.match(named.stderr, /nothere\.yaml cannot be read/)
})

test('the list begins with the rules of the owner and leaves out what they switch off', async (t) => {
  const cwd = folderWith(t, `${payment}  - {id: timeout, off: true}\n`)
  const { code, stdout } = await run(t, ['rules', '--json'], { cwd })
  const ids = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; whose: string })
  assert.equal(code, 0)
  assert.deepEqual(ids[0], { id: 'payment-declined', type: 'billing', level: 'error', whose: 'yours' })
  assert.deepEqual([ids.some(({ id }) => id === 'timeout'), ids.some(({ id }) => id === 'dns')], [false, true])
})

test('the block of docs/rules.md can be copied as it stands', async (t) => {
  const text = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
  const block = /^```yaml\n(.*?)^```$/ms.exec(text)?.[1]
  const command = /^```sh\nspoor (.*?)\n```$/ms.exec(text)?.[1]
  const { code, stderr } = await run(t, command!.split(' '), { cwd: folderWith(t, block!) })
  assert.deepEqual([code, stderr], [0, 'spoor: 2 of 2 examples of 2 rules are as they should be\n'])
})
