import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { spoorPino } from './pino.ts'
import { folderFor } from './testing/folder.ts'
import { type Service, startService } from './testing/service.ts'
import { many } from './testing/set.ts'

const app = fileURLToPath(new URL('./testing/pino-app.ts', import.meta.url))

/** Runs the app to its end. */
const run = async (...args: string[]) => {
  const child = spawn(process.execPath, [app, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (piece) => {
      texts[name] += piece
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...texts }
}

const serviceFor = async (t: TestContext): Promise<Service> => {
  const service = await startService()
  t.after(() => service.stop().catch(() => undefined))
  return service
}

const setUps = ['worker', 'targets', 'stream']

for (const setUp of setUps) {
  for (const [way, code] of [
    ['normal', 0],
    ['end', 0],
  ] as const) {
    test(`pino by ${setUp}: an app that ends by itself (${way}) has delivered everything`, async (t) => {
      const service = await serviceFor(t)
      const { code: seen } = await run(setUp, way, service.url, folderFor(t), 'm', '450')
      assert.equal(seen, code)
      assert.deepEqual(service.messages(), many(450))
    })
  }

  for (const [way, code] of [
    ['exit at once', 3],
    ['exit later', 3],
    ['throw', 1],
  ] as const) {
    test(`pino by ${setUp}: an app that is ended (${way}) has its lines delivered, at the latest by the next process`, async (t) => {
      const service = await serviceFor(t)
      const spool = folderFor(t)
      assert.equal((await run(setUp, way, service.url, spool, 'm', '450')).code, code)
      // in the worker they have been delivered already
      if (setUp !== 'stream') assert.deepEqual(service.messages(), many(450))
      await run(setUp, 'normal', service.url, spool, 'next', '2')
      assert.deepEqual(service.messages(), [...many(450), ...many(2, 'next')])
    })
  }

  test(`pino by ${setUp}: an app whose service is away ends all the same, and loses nothing`, async (t) => {
    const service = await startService()
    const spool = folderFor(t)
    await service.stop()
    const { code } = await run(setUp, 'exit later', service.url, spool, 'm', '450')
    assert.equal(code, 3)
    await service.restart()
    t.after(() => service.stop())
    await run(setUp, 'normal', service.url, spool, 'next', '2')
    assert.deepEqual(service.messages(), [...many(450), ...many(2, 'next')])
  })

  // with several targets pino calls back without asking any of them
  if (setUp !== 'targets') {
    test(`pino by ${setUp}: what flush has called back for survives a kill`, async (t) => {
      const service = await serviceFor(t)
      assert.equal((await run(setUp, 'flush', service.url, folderFor(t), 'm', '3')).stdout, 'flushed')
      assert.deepEqual(service.messages(), many(3))
    })
  }

  test(`pino by ${setUp}: each level has its name, and the logger's name is the source`, async (t) => {
    const service = await serviceFor(t)
    await run(setUp, 'levels', service.url, folderFor(t), 'm', '0')
    const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
    // a target of its own level takes what is at least that
    const expected = setUp === 'targets' ? names.slice(2) : names
    assert.deepEqual(
      service.taken.map(({ level, message }) => [level, message]),
      expected.map((name) => [name, name]),
    )
    assert.ok(service.requests.every(({ body }) => JSON.parse(body).source === 'shop'))
  })
}

test('bindings, errors, lone fields and lines that are no JSON all arrive', async (t) => {
  const service = await serviceFor(t)
  const { stderr } = await run('worker', 'whole', service.url, folderFor(t), 'm', '0')
  assert.equal(stderr, '')
  const [paid, alone, failed, fields, ...texts] = service.taken
  const { pid, hostname, ...attributes } = paid!.metadata!
  assert.deepEqual([typeof pid, typeof hostname], ['number', 'string'])
  assert.deepEqual(attributes, { request: 7, cart: { items: [1, 2] } })
  assert.deepEqual([paid!.level, paid!.message, paid!.taskId], ['warn', 'paid 12', 'task-0123456789ab'])
  for (const [entry, message] of [
    [alone, 'no card'],
    [failed, 'payment failed'],
  ] as const) {
    assert.equal(entry!.message, message)
    const { type, message: why, stack, code } = entry!.metadata!.err as Record<string, string>
    // pino adds the cause to both
    assert.deepEqual([type, why, code], ['TypeError', 'no card: inner', 'E42'])
    assert.match(stack!, /^TypeError: no card\n {4}at .*\ncaused by: Error: inner/s)
  }
  assert.deepEqual([failed!.metadata!.order, fields!.message, fields!.metadata!.only], [9, '', 'fields'])
  assert.deepEqual(
    texts.map(({ level, message }) => [level, message]),
    [
      ['info', 'not of pino'],
      ['info', '{"half": '],
      ['info', '"a text"'],
    ],
  )
})

test('keys and levels of the app are those that pino posts to its worker', async (t) => {
  const service = await serviceFor(t)
  await run('own keys', 'own', service.url, folderFor(t), 'm', '1')
  const [first, noticed, alone] = service.taken
  assert.deepEqual([first!.message, first!.source], ['m0', 'app'])
  assert.deepEqual([noticed!.level, noticed!.message], ['notice', 'noticed'])
  assert.equal((noticed!.metadata!.failure as { type: string }).type, 'RangeError')
  assert.deepEqual([alone!.level, alone!.message], ['error', 'alone'])
})

test('a line that comes in pieces, cut inside a character, is one line, also when the last has no end', async (t) => {
  const service = await serviceFor(t)
  const stream = spoorPino({ url: service.url, spoolDir: false, runId: '' })
  const bytes = Buffer.from('{"level":30,"time":1700000000000,"msg":"pié"}\n{"level":50,"msg":"last"}')
  for (const byte of bytes) stream.write(Buffer.of(byte))
  stream.end()
  await once(stream, 'close')
  assert.deepEqual(service.messages(), ['pié', 'last'])
  assert.equal(service.taken[0]!.timestamp, '2023-11-14T22:13:20.000Z')
})

test('the service failing in every way makes no error event', async (t) => {
  const service = await serviceFor(t)
  service.otherwise({ status: 400 })
  const stream = spoorPino({ url: service.url, spoolDir: false, onError: () => undefined })
  stream.on('error', () => assert.fail('it would end a process that does not listen'))
  stream.write('{"level":30,"msg":"m"}\n')
  assert.equal((await stream.flush()).dropped, 1)
  stream.end()
  await once(stream, 'close')
})
