// An app with pino, as a process of its own: `node pino-app.ts <set-up> <way to end> <url> <spool folder> <first message> <count>`.
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { spoorPino } from '../pino.ts'

const [setUp, way, url, spoolDir, prefix, count] = process.argv.slice(2)
const target = fileURLToPath(new URL('../pino.ts', import.meta.url))
const options = { url: url!, spoolDir: spoolDir!, runId: 'run_of_test', retryBaseMs: 5, exitTimeoutMs: 8_000 }

const streamOf = () => {
  if (setUp === 'stream') return spoorPino(options)
  if (setUp === 'targets') {
    return pino.transport<object>({
      targets: [
        { target, level: 'info', options },
        { target: 'pino/file', level: 'info', options: { destination: '/dev/null' } },
      ],
    })
  }
  return pino.transport({ target, options })
}

const stream = streamOf()
const logger =
  setUp === 'own keys'
    ? pino({ messageKey: 'text', errorKey: 'failure', customLevels: { notice: 35 } }, stream)
    : pino({ name: 'shop', level: 'trace' }, stream)
for (let i = 0; i < Number(count); i++) logger.info(`${prefix}${i}`)

if (way === 'exit at once') process.exit(3)
if (way === 'exit later') setTimeout(() => process.exit(3), 20)
if (way === 'throw') throw new Error('unexpected')
if (way === 'flush') logger.flush(() => process.stdout.write('flushed', () => process.kill(process.pid, 'SIGKILL')))
if (way === 'end') stream.end()
if (way === 'levels') {
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level](level)
}
if (way === 'whole') {
  const error = Object.assign(new TypeError('no card'), { code: 'E42', cause: new Error('inner') })
  logger.child({ request: 7, taskId: 'task-0123456789ab' }).warn({ cart: { items: [1, 2] } }, 'paid %d', 12)
  logger.error(error)
  logger.error({ err: error, order: 9 }, 'payment failed')
  logger.info({ only: 'fields' })
  stream.write('not of pino\n')
  stream.write('{"half": \n')
  stream.write('"a text"\n')
  stream.write('\n')
}
if (way === 'own') {
  const own = logger as pino.Logger<'notice'>
  own.notice({ failure: new RangeError('too far') }, 'noticed')
  own.error(new RangeError('alone'))
}
