import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import winston from 'winston'
import { startService, type TakenEntry } from './testing/service.ts'
import { SpoorTransport, type SpoorTransportOptions } from './winston.ts'

const set = async (t: TestContext, options: SpoorTransportOptions = {}, loggerOptions: winston.LoggerOptions = {}) => {
  const service = await startService()
  const transport = new SpoorTransport({
    agentUrl: service.url,
    source: 'web',
    spoolDir: false,
    batchInterval: 1_000_000,
    retryBaseMs: 1,
    onError: () => undefined,
    ...options,
  })
  const logger = winston.createLogger({ transports: [transport], ...loggerOptions })
  t.after(async () => {
    await transport.close()
    await service.stop()
  })
  const entries = async (): Promise<TakenEntry[]> => {
    // winston begins to flow a tick after the logger is made
    await new Promise(setImmediate)
    await transport.flush()
    return service.taken
  }
  return { service, transport, logger, entries }
}

test('a line with metadata arrives with level, message, source and metadata', async (t) => {
  const { logger, entries } = await set(t)
  logger.warn('hello', { user: 7, taskId: 'task-0123456789ab' })
  const { timestamp: _, ...entry } = (await entries())[0]!
  assert.deepEqual(entry, {
    level: 'warn',
    message: 'hello',
    source: 'web',
    taskId: 'task-0123456789ab',
    metadata: { user: 7 },
  })
})

const inner = new Error('inner')
const outer = () => Object.assign(new TypeError('outer', { cause: inner }), { code: 'E42' })
const ways: [string, string, (logger: winston.Logger) => void][] = [
  ['error(err)', 'outer', (logger) => logger.error(outer())],
  ["error('ctx', err)", 'ctx outer', (logger) => logger.error('ctx', outer())],
  ['error({ message: err })', 'outer', (logger) => logger.error({ message: outer() })],
  ["log('error', err)", 'outer', (logger) => logger.log('error', outer() as never)],
]
for (const [name, message, call] of ways) {
  test(`${name} keeps message, stack, cause and own fields, with and without format.errors`, async (t) => {
    for (const format of [winston.format.json(), winston.format.errors({ stack: true, cause: true })]) {
      const { logger, entries } = await set(t, {}, { format })
      call(logger)
      const entry = (await entries())[0]!
      assert.equal(entry.level, 'error')
      assert.equal(entry.message, message)
      assert.match(String(entry.metadata!.stack), /^TypeError: outer\n {4}at/)
      assert.equal((entry.metadata!.cause as Error).message, 'inner')
      assert.equal(entry.metadata!.code, 'E42')
    }
  })
}

test('an Error in metadata, an AggregateError, a cycle, a BigInt and a throwing toJSON survive', async (t) => {
  const { logger, entries } = await set(t, {}, { format: winston.format.simple() })
  const loop: Record<string, unknown> = {}
  loop.self = loop
  logger.info('all', {
    err: new RangeError('r'),
    both: new AggregateError([new Error('one')], 'agg'),
    loop,
    big: 1n,
  })
  type Seen = { err: Error; both: AggregateError; loop: object; big: string }
  const seen = (await entries())[0]!.metadata as Seen
  assert.deepEqual([seen.err.name, seen.err.message, seen.both.errors[0].message], ['RangeError', 'r', 'one'])
  assert.deepEqual([seen.loop, seen.big], [{ self: '[circular]' }, '1'])
})

test('metadata whose toJSON throws survives', async (t) => {
  // winston's own json format would throw here: the logger has one that does not look
  const { logger, entries } = await set(t, {}, { format: winston.format((info) => info)() })
  logger.info('m', {
    bad: {
      kept: 1,
      toJSON() {
        throw new Error('no')
      },
    },
  })
  assert.deepEqual((await entries())[0]!.metadata, { bad: { kept: 1, toJSON: '[threw: no]' } })
})

test("the transport's level wins over the logger's, and a colour does not reach the wire", async (t) => {
  const { logger, entries } = await set(t, { level: 'warn' }, { level: 'silly', format: winston.format.colorize() })
  logger.info('no')
  logger.error('yes')
  assert.deepEqual(
    (await entries()).map(({ level, message }) => [level, message]),
    [['error', 'yes']],
  )
})

test("the logger's level holds when the transport has none, also when it changes", async (t) => {
  const { logger, entries } = await set(t, {}, { level: 'error' })
  logger.info('no')
  await entries()
  logger.level = 'debug'
  logger.debug('yes')
  assert.deepEqual(
    (await entries()).map(({ message }) => message),
    ['yes'],
  )
})

test('a silent transport sends nothing', async (t) => {
  const { logger, transport, entries } = await set(t)
  transport.silent = true
  logger.error('no')
  assert.deepEqual(await entries(), [])
})

test('exceptions are only taken by a transport that handles them', async (t) => {
  const { logger, transport, entries } = await set(t)
  logger.log({ level: 'error', message: 'no', exception: true })
  await entries()
  transport.handleExceptions = true
  logger.log({ level: 'error', message: 'yes', exception: true })
  assert.deepEqual(
    (await entries()).map(({ message }) => message),
    ['yes'],
  )
})

test('a format of the transport is used, may filter, and may throw without harm', async (t) => {
  const format = winston.format((info) => {
    if (info.message === 'drop') return false
    if (info.message === 'throw') throw new Error('format')
    info.message = `<${info.message}>`
    return info
  })()
  const { logger, entries } = await set(t, { format })
  for (const message of ['a', 'drop', 'throw']) logger.info(message)
  logger.error(new Error('e'))
  const seen = await entries()
  assert.deepEqual(
    seen.map(({ message }) => message),
    ['<a>', 'throw', '<e>'],
  )
  assert.match(String(seen[2]!.metadata!.stack), /Error: e/)
})

test('logger.end() delivers before finish', async (t) => {
  const { service, logger } = await set(t)
  logger.info('last')
  logger.end()
  await once(logger, 'finish')
  assert.deepEqual(service.messages(), ['last'])
})

test('logger.close() and logger.remove() deliver too, and transport.close() says when', async (t) => {
  const { service, transport, logger } = await set(t)
  logger.info('first')
  await new Promise(setImmediate)
  logger.close()
  assert.deepEqual(await transport.close(), { delivered: true, pending: 0, dropped: 0 })
  logger.add(transport)
  logger.info('second')
  await new Promise(setImmediate)
  logger.remove(transport)
  await transport.close()
  assert.deepEqual(service.messages(), ['first', 'second'])
})

test("'logged' is emitted for each line, and 'error' never", async (t) => {
  const { service, transport, logger } = await set(t)
  service.otherwise({ status: 400 })
  transport.on('error', () => assert.fail('an error event ends a process that does not listen'))
  const logged = once(transport, 'logged')
  logger.info('m')
  assert.equal((await logged)[0].message, 'm')
  assert.equal((await transport.flush()).dropped, 1)
})

test('setRunId concerns what is logged from then on', async (t) => {
  const { transport, logger, entries } = await set(t, { runId: 'run_a' })
  await entries()
  logger.info('a')
  transport.setRunId('run_b')
  logger.info('b')
  assert.deepEqual(
    (await entries()).map(({ runId }) => runId),
    ['run_a', 'run_b'],
  )
})
