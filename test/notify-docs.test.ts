// docs/notify.md keeps its word: the body is what arrives, and the receiver takes it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../src/lib/testing/until.ts'
import { notice, receiverFor, worldOf } from '../src/notify/testing.ts'
import { freePorts } from './servers/process.ts'
import { cleanEnv, folderFor } from './service.ts'

const doc = readFileSync(new URL('../docs/notify.md', import.meta.url), 'utf8')
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(doc)![1]!
const runId = 'run_1769990400000_ab12cd3'

test('the body is the one that is shown', async (t) => {
  const { url, got } = await receiverFor(t)
  const notify = worldOf().notifier(url)
  await notify.consider(runId, [notice(3)])
  await notify.end()
  const shown = JSON.parse(block('json'))
  assert.deepEqual({ ...got[0]!.body, idempotencyKey: shown.idempotencyKey }, shown)
})

test('the receiver prints what arrives, each key once', async (t) => {
  const [port] = (await freePorts(1)) as [number]
  const program = join(folderFor(t), 'receiver.mjs')
  writeFileSync(program, block('js').replace('3010', `${port}`))
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'], env: cleanEnv() })
  t.after(() => child.kill())
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  await until(() => answers(port))
  const { notifier, pass, store } = worldOf()
  // the first one dies before it can note the answer, which did come
  const dying = notifier(`http://127.0.0.1:${port}/`, {
    store: {
      ...store,
      putNote: async (key, value, version) => (version ? new Promise(() => {}) : store.putNote(key, value, version)),
    },
  })
  await dying.consider(runId, [notice(3)])
  await until(() => printed !== '')
  pass(30_000)
  const next = notifier(`http://127.0.0.1:${port}/`)
  await next.resume()
  await next.consider(runId, [notice(4, { fingerprint: 'fp1:other', summary: 'another' })])
  await until(() => printed.includes('another'))
  await next.end()
  assert.equal(
    printed,
    `error network: connection refused 127.0.0.1:5432 (3 times in ${runId})\nerror network: another (4 times in ${runId})\n`,
  )
})

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    // not listening yet, which is the answer
    return false
  } finally {
    socket.destroy()
  }
}
