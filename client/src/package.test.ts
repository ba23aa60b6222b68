// The package as it is published: compiled, installed, imported, used.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from './testing/built.ts'
import { folderFor } from './testing/folder.ts'
import { startService } from './testing/service.ts'

const built = build()
after(built.remove)
const root = fileURLToPath(new URL('../..', import.meta.url))
for (const name of ['pino', 'winston', '@types']) {
  symlinkSync(join(root, 'node_modules', name), join(built.folder, 'node_modules', name))
}

const useIt = `
const count = () => process.getActiveResourcesInfo().length + process.eventNames().length
const before = count()
const { createClient, sessionStore, taskLog } = await import('@spoor/client')
const { SpoorTransport } = await import('@spoor/client/winston')
const { spoorPino } = await import('@spoor/client/pino')
const after = count()
const [url, spoolDir] = process.argv.slice(2)
const c = createClient({ url, spoolDir })
c.log({ level: 'info', message: 'built', metadata: { error: new Error('e') } })
const t = new SpoorTransport({ url, spoolDir })
t.write({ level: 'info', message: 'by winston' })
const p = spoorPino({ url, spoolDir })
p.write('{"level":30,"msg":"by pino"}\\n')
const l = taskLog('task-1', { url, spoolDir })
const s = sessionStore({ url, taskId: 'task-2' })
await s.append({ projectKey: 'p', sessionId: 's' }, [{ type: 'user' }])
const said = l.output({ content: 'by a task' })
await l.end()
console.log(JSON.stringify([after - before, await c.flush(), await t.flush(), await p.flush(), await said]))
`

test('the built package runs, and importing it starts nothing', async (t) => {
  const service = await startService()
  t.after(() => service.stop())
  writeFileSync(join(built.folder, 'use.js'), useIt)
  const child = spawn(process.execPath, [join(built.folder, 'use.js'), service.url, folderFor(t)])
  let text = ''
  child.stdout.on('data', (piece) => {
    text += piece
  })
  await once(child, 'close')
  const delivered = { delivered: true, pending: 0, dropped: 0 }
  assert.deepEqual(JSON.parse(text), [0, delivered, delivered, delivered, true])
  assert.deepEqual(service.messages(), ['built', 'by winston', 'by pino'])
  assert.deepEqual(
    service.told.map(({ task }) => task),
    ['task-2', 'task-1'],
  )
  assert.deepEqual(
    readdirSync(built.dist).filter((name) => /test/.test(name)),
    [],
  )
})

const usePino = `
import pino from 'pino'
const [url, spoolDir] = process.argv.slice(2)
const logger = pino({ name: 'shop' }, pino.transport({ target: '@spoor/client/pino', options: { url, spoolDir } }))
logger.error(new Error('no card'), 'payment failed')
`

test('pino finds its transport by name', async (t) => {
  const service = await startService()
  t.after(() => service.stop())
  writeFileSync(join(built.folder, 'pino.js'), usePino)
  const child = spawn(process.execPath, [join(built.folder, 'pino.js'), service.url, folderFor(t)], { stdio: 'ignore' })
  assert.equal((await once(child, 'close'))[0], 0)
  const { level, message, source } = service.taken[0]!
  assert.deepEqual([level, message, source], ['error', 'payment failed', 'shop'])
})

test('every runtime gets the entry that it can load', () => {
  writeFileSync(join(built.folder, 'where.js'), `console.log(import.meta.resolve('@spoor/client'))`)
  const entryFor = (...flags: string[]) =>
    execFileSync(process.execPath, [...flags, join(built.folder, 'where.js')])
      .toString()
      .trim()
      .replace(/.*\//, '')
  assert.equal(entryFor(), 'index.js')
  for (const condition of ['browser', 'worker', 'workerd', 'edge-light']) {
    assert.equal(entryFor('-C', condition), 'web.js', condition)
  }
})

test('what the package names is there, with types', () => {
  const { exports, dependencies = {}, sideEffects } = JSON.parse(source('../package.json'))
  for (const [name, conditions] of Object.entries<Record<string, string>>(exports)) {
    assert.equal(
      conditions.types,
      conditions.default!.replace(/(web\.js|\.js)$/, (end) => (end === 'web.js' ? 'index.d.ts' : '.d.ts')),
      name,
    )
    for (const path of Object.values(conditions)) assert.ok(existsSync(join(built.dist, '..', path)), path)
  }
  assert.deepEqual([dependencies, sideEffects], [{}, false])
})

const useTypes = `
import { type Client, type ClientOptions, createClient, type Entry, type FlushResult } from '@spoor/client'
import { type SessionStore, sessionStore, type TaskLog, taskLog } from '@spoor/client'
import spoorPinoTarget, { spoorPino } from '@spoor/client/pino'
import { addLogAgentTransport, SpoorTransport } from '@spoor/client/winston'
import pino from 'pino'
import winston from 'winston'

const options: ClientOptions = { source: 'web', runId: 'latest', spoolDir: false }
const client: Client = createClient(options)
const entry: Entry = { level: 'info', message: 'm', metadata: { a: 1 } }
client.log(entry)
const result: FlushResult = await client.flush()
const logger = addLogAgentTransport(winston.createLogger({ transports: [new SpoorTransport(options)] }), { agentUrl: 'http://x' })
const runId: string = await logger.logAgent.startNewRun()
const answer: string = (await logger.logAgent.askQuestion('why?')).answer
const count: number | undefined = (await logger.logAgent.getIssues()).issues[0]?.count
pino({}, spoorPino(options)).info({ result, runId, answer, count }, 'all')
pino({}, await spoorPinoTarget(options))
const log: TaskLog = taskLog('task-1', { spoolDir: false })
const isKept: boolean = await log.result({ success: true, result: null, error: null, metrics: { cost_usd: 0.1 } })
const store: SessionStore = sessionStore({ taskId: ({ sessionId }) => sessionId })
const type: string | undefined = (await store.load({ projectKey: 'p', sessionId: 's' }))?.[0]?.type
pino({}).info({ isKept, type })
// @ts-expect-error a client has no such option
createClient({ urll: 'http://x' })
`

test('the types say what the package does, to an app with strict settings', () => {
  writeFileSync(join(built.folder, 'types.ts'), useTypes)
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2022', types: ['node'] }
  writeFileSync(join(built.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }))
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', built.folder])
})

const source = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8')
const importsOf = (text: string) =>
  [...text.matchAll(/^(?:import|export) (?!type ).*?from '([^']+)'/gms)].map((found) => found[1]!)

test('the web entry reaches no built-in and no package, the others only what Node has', () => {
  const reached = (entry: string, seen = new Set<string>()): Set<string> => {
    for (const name of importsOf(source(entry))) {
      if (seen.has(name)) continue
      seen.add(name)
      if (name.startsWith('./')) reached(name, seen)
    }
    return seen
  }
  const outside = (entry: string) => [...reached(entry)].filter((name) => !name.startsWith('./')).sort()
  const node = ['node:fs', 'node:os', 'node:path']
  assert.deepEqual(outside('./web.ts'), [])
  assert.deepEqual(outside('./index.ts'), node)
  assert.deepEqual(outside('./winston.ts'), [...node, 'node:stream'])
  assert.deepEqual(outside('./pino.ts'), [...node, 'node:stream', 'node:string_decoder', 'node:worker_threads'])
})
