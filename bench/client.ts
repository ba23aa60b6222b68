// Client: what one logger.info costs the app with our transports for winston and pino, and with their own to a file; in turns, in one
// process.
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import winston from 'winston'
import { SpoorTransport } from '../client/src/winston.ts'
import { withFolder, withService } from './service.ts'
import { median } from './stats.ts'
import type { Row } from './table.ts'

const rounds = 7
const callsPerRound = 10_000
// as an app logs: some lines a turn of the loop
const callsPerTurn = 50

const message = 'order placed'
const fieldsOf = (orderId: number) => ({ orderId, customer: 'ada', total: 42.5, route: '/api/orders' })

type Cost = { callUs: number; cpuUs: number }
/** `settle` resolves when the lines of all rounds so far are where they belong. */
type Logger = {
  name: string
  info(fields: ReturnType<typeof fieldsOf>): void
  settle(lines: number): Promise<unknown>
  end(): Promise<unknown>
}

export const client = (): Promise<Row[]> =>
  withFolder((folder) =>
    withService(async ({ url }) => [
      ...(await compared(ofWinston(url), ofWinstonFile(folder))),
      ...(await compared(ofPino(url), ofPinoFile(folder))),
    ]),
  )

const compared = async (ours: Logger, theirs: Logger): Promise<Row[]> => {
  const costs = new Map<Logger, Cost[]>([ours, theirs].map((one) => [one, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const [logger, found] of costs) found.push(await cost(logger, round * callsPerRound))
  }
  for (const logger of costs.keys()) await logger.end()
  // the first rounds warm up
  const of = (which: Logger, what: keyof Cost) =>
    median(
      costs
        .get(which)!
        .slice(2)
        .map((each) => each[what]),
    )
  return [
    ...[ours, theirs].flatMap((one) => [
      { what: `${one.name}: the call`, value: of(one, 'callUs'), unit: 'µs' },
      { what: `${one.name}: CPU of the app until delivered`, value: of(one, 'cpuUs'), unit: 'µs' },
    ]),
    {
      what: `${ours.name}: the call against ${theirs.name}`,
      value: of(ours, 'callUs') / of(theirs, 'callUs'),
      unit: '×',
    },
    { what: `${ours.name}: CPU against ${theirs.name}`, value: of(ours, 'cpuUs') / of(theirs, 'cpuUs'), unit: '×' },
  ]
}

const ofWinston = (url: string): Logger => {
  const transport = new SpoorTransport({ url, runId: 'bench', spoolDir: false })
  const logger = winston.createLogger({ transports: [transport] })
  return {
    name: 'winston, our transport',
    info: (fields) => logger.info(message, fields),
    async settle() {
      const { delivered } = await transport.flush()
      if (!delivered) throw new Error('not everything was delivered')
    },
    end: () => transport.close(),
  }
}

const ofWinstonFile = (folder: string): Logger => {
  const path = join(folder, 'winston.log')
  const bytes = bytesOf((call) => ({ level: 'info', message, ...fieldsOf(call) }))
  const logger = winston.createLogger({ transports: [new winston.transports.File({ filename: path })] })
  return {
    name: "winston's File",
    info: (fields) => logger.info(message, fields),
    settle: (lines) => written(path, (bytes * lines) / callsPerRound),
    end: async () => logger.close(),
  }
}

const ofPino = (url: string): Logger => {
  const target = new URL('../client/src/pino.ts', import.meta.url).href
  const transport = pino.transport({ target, options: { url, runId: 'bench-pino', spoolDir: false } })
  const logger = pino(transport)
  return {
    name: 'pino, our transport in its worker',
    info: (fields) => logger.info(fields, message),
    async settle(lines) {
      // what the worker has is known only by asking the service
      while ((await totalOf(url, 'bench-pino')) < lines) await sleep(5)
    },
    end: () => ended(transport),
  }
}

const ofPinoFile = (folder: string): Logger => {
  const path = join(folder, 'pino.log')
  const bytes = bytesOf((call) => ({
    level: 30,
    time: Date.now(),
    pid: process.pid,
    hostname: hostname(),
    ...fieldsOf(call),
    msg: message,
  }))
  const transport = pino.transport({ target: 'pino/file', options: { destination: path } })
  const logger = pino(transport)
  return {
    name: 'pino/file in its worker',
    info: (fields) => logger.info(fields, message),
    settle: (lines) => written(path, (bytes * lines) / callsPerRound),
    end: () => ended(transport),
  }
}

const ended = async (transport: ReturnType<typeof pino.transport>) => {
  const closed = once(transport, 'close')
  transport.end()
  await closed
}

const totalOf = async (url: string, run: string): Promise<number> => {
  const response = await fetch(`${url}/raw?runId=${run}&limit=1&format=json`)
  if (response.status === 404) return 0
  return ((await response.json()) as { total: number }).total
}

const cost = async ({ info, settle }: Logger, lines: number): Promise<Cost> => {
  const cpu = process.cpuUsage()
  let callMs = 0
  for (let call = 0; call < callsPerRound; call += callsPerTurn) {
    const begunMs = performance.now()
    for (let n = 0; n < callsPerTurn; n++) {
      info(fieldsOf(call + n))
    }
    callMs += performance.now() - begunMs
    await nextTurn()
  }
  await settle(lines)
  const { user, system } = process.cpuUsage(cpu)
  return { callUs: (callMs * 1000) / callsPerRound, cpuUs: (user + system) / callsPerRound }
}

/** A round's, in what a logger writes; every round's lines have the same lengths. */
const bytesOf = (lineOf: (call: number) => object): number =>
  Array.from({ length: callsPerRound }, (_, call) => JSON.stringify(lineOf(call)).length + 1).reduce((a, b) => a + b)

// sleeping costs nothing that would count
const written = async (path: string, bytes: number): Promise<void> => {
  while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < bytes) await sleep(1)
}
