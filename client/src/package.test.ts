// The package as it is published: compiled, imported, used.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderFor } from './testing/folder.ts'
import { startService } from './testing/service.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tsc = fileURLToPath(import.meta.resolve('typescript/package.json').replace('package.json', 'bin/tsc'))

const useIt = `
import * as client from './dist/index.js'
const before = process.getActiveResourcesInfo().length + process.listenerCount('exit') + process.listenerCount('beforeExit')
const { SpoorTransport } = await import('./dist/winston.js')
const after = process.getActiveResourcesInfo().length + process.listenerCount('exit') + process.listenerCount('beforeExit')
const [url, spoolDir] = process.argv.slice(2)
const c = client.createClient({ url, spoolDir })
c.log({ level: 'info', message: 'built', metadata: { error: new Error('e') } })
const t = new SpoorTransport({ url, spoolDir })
t.write({ level: 'info', message: 'by stream' })
console.log(JSON.stringify([after - before, await c.flush(), await t.flush()]))
`

test('the built package runs, and importing it starts nothing', async (t) => {
  const folder = folderFor(t)
  const service = await startService()
  t.after(() => service.stop())
  execFileSync(process.execPath, [
    tsc,
    '-p',
    join(root, 'client/tsconfig.build.json'),
    '--outDir',
    join(folder, 'dist'),
  ])
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'use.js'), useIt)
  const child = spawn(process.execPath, [join(folder, 'use.js'), service.url, join(folder, 'spool')])
  let text = ''
  child.stdout.on('data', (piece) => {
    text += piece
  })
  await once(child, 'close')
  const delivered = { delivered: true, pending: 0, dropped: 0 }
  assert.deepEqual(JSON.parse(text), [0, delivered, delivered])
  assert.deepEqual(service.messages(), ['built', 'by stream'])
  assert.deepEqual(
    readdirSync(join(folder, 'dist')).filter((name) => /test/.test(name)),
    [],
  )
})

const source = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8')
const importsOf = (text: string) =>
  [...text.matchAll(/^(?:import|export) .*?from '([^']+)'/gms)].map((found) => found[1]!)

test('the root entry reaches no built-in and no package, and the transport only node:stream', () => {
  const reached = (entry: string, seen = new Set<string>()): Set<string> => {
    for (const name of importsOf(source(entry))) {
      if (seen.has(name)) continue
      seen.add(name)
      if (name.startsWith('./')) reached(name, seen)
    }
    return seen
  }
  const outside = (entry: string) => [...reached(entry)].filter((name) => !name.startsWith('./'))
  assert.deepEqual(outside('./index.ts'), [])
  assert.deepEqual(outside('./winston.ts'), ['node:stream'])
  const { dependencies = {}, sideEffects } = JSON.parse(source('../package.json'))
  assert.deepEqual([dependencies, sideEffects], [{}, false])
})

test('a runtime without process and file system sends all the same', async (t) => {
  const service = await startService()
  t.after(() => service.stop())
  const index = new URL('./index.ts', import.meta.url).href
  // in a process of its own, since it takes away what the test runner needs
  const script = `
    const { createClient } = await import(${JSON.stringify(index)})
    // loads what fetch is made of, which in Node needs a process; an edge runtime's does not
    await fetch('data:,')
    const { process } = globalThis
    delete globalThis.process
    const client = createClient({ url: ${JSON.stringify(service.url)} })
    client.log({ level: 'info', message: 'edge', metadata: { bytes: new Uint8Array([104, 105]) } })
    const result = await client.close()
    globalThis.process = process
    console.log(JSON.stringify(result))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  let text = ''
  child.stdout.on('data', (piece) => {
    text += piece
  })
  await once(child, 'close')
  assert.deepEqual(JSON.parse(text), { delivered: true, pending: 0, dropped: 0 })
  assert.deepEqual(service.taken[0]!.metadata, { bytes: 'base64:aGk=' })
})
