// The send step against services that are away, slow, or of another mind, and with each program that may be there to speak HTTP.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type CaptureOptions, capture, images, inEveryImage } from './runner/capture.ts'
import { type Image, slimIn } from './runner/images.ts'
import { receiverFor, token } from './runner/receiver.ts'
import { orNoted } from './servers/servers.ts'
import { folderFor } from './service.ts'

const broken = '- id: unit\n  run: echo broken; exit 7'
const boundMs = 10_000

/** The job is what it would have been; what the send step said is given back, with what arrived. */
const refused = async (t: TestContext, options: CaptureOptions) => {
  const { status, steps, received, said, sendMs } = await capture(t, broken, options)
  assert.deepEqual([status, steps[1]!.code, steps[2]!.outcome], ['failure', 7, 'success'])
  assert.ok(sendMs < boundMs, `${sendMs} ms`)
  return [said, received.map(({ form, status }) => `${form} ${status}`).join(', ')]
}

const never = () => new Promise<number>(() => {})

inEveryImage('a service that is away changes nothing', async (t, image) => {
  // nobody listens there: what listened has gone
  const gone = createServer()
  gone.listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address() as AddressInfo
  gone.close()
  const url = `http://127.0.0.1:${port}`
  assert.deepEqual(await refused(t, { image, url }), ['spoor: sent nothing (Spoor did not answer)\n', ''])
})

const [first] = images
if (first !== undefined) {
  const image = first

  test('what cannot be had by asking again is not asked again, and is said', async (t) => {
    const token = 'spoor: sent nothing (Spoor answered 401: it knows another token)\n'
    const secrets = { SPOOR_INTERNAL_TOKEN: 'an older token' }
    assert.deepEqual(await refused(t, { image, secrets }), [token, 'text 401'])
    const unwatched = 'spoor: sent nothing (Spoor answered 404: it does not watch this repository)\n'
    assert.deepEqual(await refused(t, { image, answer: () => 404 }), [unwatched, 'text 404'])
    const odd = 'spoor: sent nothing (Spoor answered 422 to unit)\n'
    assert.deepEqual(await refused(t, { image, answer: () => 422 }), [odd, 'text 422, json 422'])
  })

  test('a log that is refused as a whole is sent as its end, in JSON', async (t) => {
    const steps = `
- id: unit
  run: |
    i=0; while [ $i -lt 5000 ]; do printf '"%d"\\t a line \\\\ \\377\\n' $i; i=$((i + 1)); done; exit 1
`
    for (const status of [400, 413, 415]) {
      const answer = (form: string) => (form === 'text' ? status : 201)
      const { received, said } = await capture(t, steps, { image, answer })
      assert.equal(said, 'spoor: sent unit (failure)\n')
      const [text, json] = received
      assert.deepEqual([text!.form, json!.form, received.length], ['text', 'json', 2])
      assert.deepEqual(json!.fields, text!.fields)
      assert.ok(text!.text.endsWith('\n"4999"\t a line \\ \xff\n'))
      // whole lines, the last ones, as many as there is room for
      assert.ok(json!.text.length <= 65_536 && json!.text.length > 65_500)
      assert.ok(text!.text.endsWith(`\n${json!.text}\n`))
    }
  })

  test('a service that is busy is asked again', async (t) => {
    const answers = [503, 429, 201]
    const { received, said } = await capture(t, broken, { image, answer: () => answers.shift()! })
    assert.deepEqual(
      received.map(({ form, status }) => [form, status]),
      [
        ['text', 503],
        ['text', 429],
        ['text', 201],
      ],
    )
    assert.equal(said, 'spoor: sent unit (failure)\n')
    const [why] = await refused(t, { image, answer: () => 500 })
    assert.equal(why, 'spoor: sent nothing (Spoor answered 500 to unit)\n')
  })

  test('what was sent before the service went away is said', async (t) => {
    const answers = [201, 404]
    const steps = '- id: one\n  run: exit 1\n- id: two\n  if: failure()\n  run: echo longer; exit 2'
    const { said } = await capture(t, steps, { image, answer: () => answers.shift()! })
    assert.equal(said, 'spoor: sent one (failure) (Spoor answered 404: it does not watch this repository)\n')
  })

  test('an address may end in a slash, or be the whole route', async (t) => {
    for (const end of ['/', '/internal/ci-log', '/internal/ci-log/']) {
      const { received } = await capture(t, broken, { image, suffix: end })
      assert.equal(received.length, 1, end)
    }
  })
}

const here = fileURLToPath(new URL('../action/send', import.meta.url))

inEveryImage(
  'a log over 16 MiB leaves as its head and its tail, in whole lines, with what was cut',
  async (t, image) => {
    const work = folderFor(t)
    const line = 'a line of thirty-two characters.\n'
    writeFileSync(join(work, 'log'), `${line.repeat(530_000)}the end\n`)
    writeFileSync(join(work, 'masks'), 'none of this\n')
    const bytes = `${530_000 * 33 + 8}`
    const args = [join(here, 'whole.sh'), here, join(work, 'log'), bytes, work]
    await promisify(execFile)(image.sh, args, { env: { PATH: image.path, LC_ALL: 'C' } })
    const body = readFileSync(join(work, 'body'))
    assert.deepEqual(gunzipSync(readFileSync(join(work, 'body.gz'))), body)
    assert.ok(body.length <= 16 * 1024 * 1024 && body.length > 15.9 * 1024 * 1024)
    const lines = body.toString().split('\n')
    const others = lines.filter((text) => `${text}\n` !== line)
    assert.equal(others.length, 3, others.slice(0, 5).join('\n'))
    const [, cutLines, cutBytes] = /^\[\.\.\. (\d+) lines, (\d+) bytes were cut here/.exec(others[0]!)!.map(Number)
    assert.deepEqual(others.slice(1), ['the end', ''])
    assert.equal(lines.length - 2 + cutLines!, 530_001)
    assert.equal(cutBytes, cutLines! * 33)
  },
)

inEveryImage('when there is no time for all of a log, its end arrives', async (t, image) => {
  const { url, received } = await receiverFor(t)
  const [job, work] = [folderFor(t), folderFor(t)]
  mkdirSync(join(job, 'bin'))
  mkdirSync(join(job, 'steps/1'), { recursive: true })
  writeFileSync(join(job, 'bin/ci-tee'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(join(job, 'steps/1/name'), 'unit\n\n')
  writeFileSync(join(job, 'steps/1/rc'), '1\n')
  const log = `${Array.from({ length: 50_000 }, (_, i) => `hush-hush ${i}`).join('\n')}\n`
  writeFileSync(join(job, 'steps/1/log'), log)
  const env = { PATH: `${job}/bin:${image.path}`, SPOOR_CI_URL: url, SPOOR_CI_TOKEN: token, SPOOR_CI_MASK: 'hush-hush' }
  // a deadline that has passed
  await promisify(execFile)(image.sh, [join(here, 'ship.sh'), here, work, '0'], { env })
  const [only] = received
  assert.deepEqual([received.length, only!.form, only!.status], [1, 'json', 201])
  assert.ok(log.replaceAll('hush-hush', '***').endsWith(`\n${only!.text}\n`))
  assert.ok(only!.text.length > 65_500)
})

// one of each kind, in an image that has no other
const folder = mkdtempSync(join(tmpdir(), 'spoor-images-'))
after(() => rmSync(folder, { recursive: true }))
const senders: Image[] = []
for (const program of ['curl', 'wget', 'node', 'bun', 'python3', 'bash', 'nc']) {
  const without = program === 'nc' ? [] : ['nc']
  const image = await orNoted(`image with ${program}`, () => slimIn(folder, program, { without }))
  if (image !== undefined) senders.push(image)
}

/** What stands on the command lines of all processes now. */
const commandLines = (): string =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
      } catch {
        return '' // it has just ended
      }
    })
    .join('\n')

test('whatever the image has to speak HTTP sends a log, and shows the token to nobody', {
  concurrency: true,
}, async (t) => {
  const check = async (inner: TestContext, image: Image) => {
    const seen: string[] = []
    const answer = (form: 'text' | 'json') => {
      seen.push(commandLines())
      return form === 'text' ? 415 : 201
    }
    const { received } = await capture(inner, broken, { image, answer })
    assert.deepEqual(
      received.map(({ form, text, status }) => [form, text, status]),
      [
        ['text', 'broken\n', 415],
        ['json', 'broken', 201],
      ],
    )
    for (const lines of seen) {
      assert.match(lines, /ship\.sh/)
      assert.ok(!lines.includes(token))
    }
  }
  await Promise.all(senders.map((image) => t.test(image.name, (inner) => check(inner, image))))
})

test('a service that never answers costs less than ten seconds', { concurrency: true }, async (t) => {
  const check = async (inner: TestContext, image: Image) => {
    const [said] = await refused(inner, { image, answer: never })
    assert.match(said!, /^spoor: sent nothing \((?:Spoor did not answer|the time was over)\)\n$/)
  }
  await Promise.all([...images, ...senders].map((image) => t.test(image.name, (inner) => check(inner, image))))
})
