// What must not leave the runner, and what must leave it unharmed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { capture, images, inEveryImage } from './runner/capture.ts'
import { token } from './runner/receiver.ts'
import { folderFor } from './service.ts'

const action = fileURLToPath(new URL('../action/send', import.meta.url))
const odd = String.raw`p.*[w]\d^$(a|b)+?{2}&%"`

inEveryImage('values that were masked by any step, and tokens, are nowhere in what is sent', async (t, image) => {
  const steps = `
- run: |
    echo '::add-mask::${odd}'
    echo '  ::add-mask::from an indented line'
    echo '##[add-mask]the older form'
    echo '::add-mask::first line%0Asecond%25line'
- id: unit
  run: |
    echo '${odd} twice: ${odd}'
    echo 'x from an indented line x'
    echo 'the older form'
    echo 'first line'; echo 'second%line'
    echo 'given one, given two, forge-token-of-this-job ${token}'
    printf 'after a nul \\000 and \\377: given one'
    exit 1
- run: 'false # given two'
  if: failure()
`
  const inputs = { mask: 'given one\nabc\n\ngiven two\n' }
  for (const answer of [() => 201, (form: string) => (form === 'text' ? 415 : 201)]) {
    const { received, printed } = await capture(t, steps, { image, inputs, answer })
    const unit = received.findLast(({ fields }) => fields.step_name === 'unit')!
    const end = unit.form === 'text' ? unit.text.trimEnd() : unit.text
    assert.equal(end, `*** twice: ***\nx *** x\n***\n***\n***\n***, ***, *** ***\nafter a nul  and \xff: ***`)
    assert.ok(received.some(({ fields }) => fields.step_name === 'Run false # ***'))
    for (const { raw } of received) {
      for (const secret of [
        odd,
        'indented line',
        'older form',
        'first line',
        'second',
        'given',
        'forge-token',
        token,
      ]) {
        assert.ok(!raw.includes(secret), secret)
      }
    }
    // the runner still gets what it masks by
    assert.match(printed, /^::add-mask::p\.\*\[w\]/m)
  }
})

const [image] = images
if (image !== undefined) {
  test('a masked value of any characters is hidden, wherever it stands, by either awk', (t) => {
    const folder = folderFor(t)
    const value = fc
      .string({ unit: 'binary-ascii', minLength: 4, maxLength: 12 })
      .filter((text) => !/[\n\r\0*]/.test(text))
    const busybox = images.find(({ name }) => name === 'busybox')
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.array(value, { maxLength: 6 }),
        (masks, between) => {
          const input = [...between.flatMap((text, i) => [text, masks[i % masks.length]!]), ...masks].join('')
          writeFileSync(join(folder, 'masks'), masks.map((mask) => `${mask}\n`).join(''), 'latin1')
          for (const { path } of [image, ...(busybox ? [busybox] : [])]) {
            const output = execFileSync('awk', ['-v', `masks=${folder}/masks`, '-f', join(action, 'redact.awk')], {
              input: Buffer.from(input, 'latin1'),
              env: { PATH: path, LC_ALL: 'C' },
            }).toString('latin1')
            for (const mask of masks) assert.ok(!output.includes(mask), mask)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  test('of two values, one in the other, the longer is hidden whole', (t) => {
    const masks = join(folderFor(t), 'masks')
    writeFileSync(masks, 'hush\nhush-hush\nhush-hu\n')
    for (const { path } of images) {
      const options = { input: 'a hush-hush, a hush-hu and a hush', env: { PATH: path, LC_ALL: 'C' } }
      const output = execFileSync('awk', ['-v', `masks=${masks}`, '-f', join(action, 'redact.awk')], options)
      assert.equal(output.toString(), 'a ***, a *** and a ***\n')
    }
  })

  test('a field of any bytes comes back from the query, and from the JSON', () => {
    const bytes = Array.from({ length: 255 }, (_, i) => i + 1).filter((code) => code !== 10)
    const value = Buffer.from(bytes).toString('latin1')
    for (const { path } of images) {
      const options = { env: { PATH: path, LC_ALL: 'C' } }
      const input = Buffer.from(`step_name ${value}\nleg \n`, 'latin1')
      const told = execFileSync('awk', ['-f', join(action, 'fields.awk')], { ...options, input }).toString('latin1')
      const [query, json] = told.split('\n') as [string, string]
      const decoded = query.replaceAll(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      assert.equal(decoded, `step_name=${value}&leg=`)
      assert.match(query, /^[\w.~%&=-]+$/)
      assert.deepEqual(JSON.parse(`{${json}}`), { step_name: value, leg: '' })
      const text = execFileSync('awk', ['-f', join(action, 'json.awk')], { ...options, input }).toString('latin1')
      assert.equal(JSON.parse(text), input.toString('latin1').slice(0, -1))
    }
  })

  test('the leg is told as the forges show it', () => {
    for (const [given, leg] of [
      ['null', ''],
      ['{}', ''],
      ['{\n  "os": "linux",\n  "node": 20.5,\n  "deep": { "a:": "b:", "c": true }\n}', 'linux, 20.5, b:, true'],
      ['{"say": "\\"hi\\", 1"}', '"hi", 1'],
      ['arm64, slow', 'arm64, slow'],
    ] as const) {
      for (const { path } of images) {
        const said = execFileSync('awk', ['-f', join(action, 'leg.awk')], {
          input: given,
          env: { PATH: path, LC_ALL: 'C' },
        })
        assert.equal(said.toString(), `${leg}\n`)
      }
    }
  })
}
