// Client: what one logger.info costs the app with our transport, and with winston's own to a file; in turns, in one process.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
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
// as winston's default format writes them
const lineOf = (call: number) => `${JSON.stringify({ level: 'info', message, ...fieldsOf(call) })}\n`
const bytesPerRound = Array.from({ length: callsPerRound }, (_, call) => lineOf(call).length).reduce((a, b) => a + b)

type Cost = { callUs: number; cpuUs: number }

export const client = (): Promise<Row[]> =>
  withFolder((folder) =>
    withService(async ({ url }) => {
      const ours = new SpoorTransport({ url, runId: 'bench', spoolDir: false })
      const path = join(folder, 'app.log')
      const file = new winston.transports.File({ filename: path })
      const loggers = [ours, file].map((transport) => winston.createLogger({ transports: [transport] }))
      const settle = [() => ours.flush(), (round: number) => written(path, (round + 1) * bytesPerRound)]
      const costs: [Cost[], Cost[]] = [[], []]
      for (let round = 0; round < rounds; round++) {
        for (const which of [0, 1] as const) costs[which].push(await cost(loggers[which]!, () => settle[which]!(round)))
      }
      const { acknowledged, dropped } = ours.stats()
      for (const logger of loggers) logger.close()
      // the first rounds warm up
      const of = (which: 0 | 1, what: keyof Cost) => median(costs[which].slice(2).map((each) => each[what]))
      return [
        {
          what: 'logger.info with our transport: the call',
          value: of(0, 'callUs'),
          unit: 'µs',
          note: `${acknowledged} acknowledged, ${dropped} dropped`,
        },
        { what: "logger.info with winston's File: the call", value: of(1, 'callUs'), unit: 'µs' },
        { what: 'the call against File', value: of(0, 'callUs') / of(1, 'callUs'), unit: '×' },
        { what: 'our transport: CPU of the app until delivered', value: of(0, 'cpuUs'), unit: 'µs' },
        { what: "winston's File: CPU of the app until written", value: of(1, 'cpuUs'), unit: 'µs' },
        { what: 'CPU of the app against File', value: of(0, 'cpuUs') / of(1, 'cpuUs'), unit: '×' },
      ]
    }),
  )

const cost = async (logger: winston.Logger, settle: () => Promise<unknown>): Promise<Cost> => {
  const cpu = process.cpuUsage()
  let callMs = 0
  for (let call = 0; call < callsPerRound; call += callsPerTurn) {
    const begunMs = performance.now()
    for (let n = 0; n < callsPerTurn; n++) {
      logger.info(message, fieldsOf(call + n))
    }
    callMs += performance.now() - begunMs
    await nextTurn()
  }
  await settle()
  const { user, system } = process.cpuUsage(cpu)
  return { callUs: (callMs * 1000) / callsPerRound, cpuUs: (user + system) / callsPerRound }
}

// sleeping costs nothing that would count
const written = async (path: string, bytes: number): Promise<void> => {
  while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < bytes) await sleep(1)
}
