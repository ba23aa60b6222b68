import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderFor } from './testing/folder.ts'
import { startService } from './testing/service.ts'

const app = fileURLToPath(new URL('./testing/app.ts', import.meta.url))

/** Runs the app to its end and gives what it printed. */
const run = async (...args: string[]): Promise<{ code: number; text: string }> => {
  const child = spawn(process.execPath, [app, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.on('data', (piece) => {
    text += piece
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, text }
}

const lines = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)

for (const [way, code] of [
  ['normal', 0],
  ['end', 0],
  ['close', 0],
] as const) {
  test(`an app that ends by itself (${way}) has delivered everything`, async (t) => {
    const service = await startService()
    t.after(() => service.stop())
    assert.equal((await run(way, service.url, folderFor(t), 'm', '450')).code, code)
    assert.deepEqual(service.messages(), lines('m', 450))
  })
}

for (const [way, code] of [
  ['exit at once', 3],
  ['exit later', 3],
  ['throw', 1],
] as const) {
  test(`an app that is ended (${way}) has its lines delivered by the next process, in order and once`, async (t) => {
    const service = await startService()
    t.after(() => service.stop())
    const spool = folderFor(t)
    assert.equal((await run(way, service.url, spool, 'm', '450')).code, code)
    await run('normal', service.url, spool, 'next', '2')
    assert.deepEqual(service.messages(), [...lines('m', 450), ...lines('next', 2)])
  })
}

for (const way of ['normal', 'end', 'close', 'exit later']) {
  test(`an app that ends (${way}) while the service is away ends all the same, and loses nothing`, async (t) => {
    const service = await startService()
    const spool = folderFor(t)
    await service.stop()
    await run(way, service.url, spool, 'm', '450')
    await service.restart()
    t.after(() => service.stop())
    await run('normal', service.url, spool, 'next', '2')
    assert.deepEqual(service.messages(), [...lines('m', 450), ...lines('next', 2)])
  })
}

test('a close that was waited for says that all is delivered', async (t) => {
  const service = await startService()
  t.after(() => service.stop())
  const { text } = await run('close', service.url, folderFor(t), 'm', '3')
  assert.deepEqual(JSON.parse(text), { delivered: true, pending: 0, dropped: 0 })
})
