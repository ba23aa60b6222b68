// Follow: from a line that is sent to the same line at a client of /events; 2,000 lines a second in posts of ten.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLoop } from './load.ts'
import { post } from './requests.ts'
import { cpuOf, withService } from './service.ts'
import { percentile, spreadOf } from './stats.ts'
import type { Row } from './table.ts'

const perPost = 10
const postsPerSecond = 200
const seconds = 6

export const follow = async (): Promise<Row[]> => [
  { what: 'sent → at the client, p99, one client', ...(await sentToSeen(1, 0)), unit: 'ms', atMost: [30, 15] },
  {
    what: 'sent → at the client, p99, 50 clients, one stalled',
    ...(await sentToSeen(49, 1)),
    unit: 'ms',
    atMost: [100, 40],
  },
]

const sentToSeen = (reading: number, stalled: number) =>
  withService(async ({ port, pid }) => {
    await openLoop(port, () => post('a first line', 'text/plain', 'run-0'), {
      connections: 1,
      seconds: 0.1,
      perSecond: 10,
    })
    const plannedMs: number[] = []
    const delays: number[] = []
    const onLine = (line: number) => {
      const planned = plannedMs[line]
      if (planned !== undefined) delays.push(performance.now() - planned)
    }
    const readers = await Promise.all(Array.from({ length: reading }, () => openReader(port, onLine)))
    const sleepers = await Promise.all(Array.from({ length: stalled }, () => openReader(port, () => {})))
    for (const socket of sleepers) socket.pause()
    const requestOf = (index: number, planned: number) => {
      const lines = Array.from(
        { length: perPost },
        (_, n) => `mark-${index * perPost + n}; GET /api/orders 200 in 12 ms`,
      )
      for (let n = 0; n < perPost; n++) plannedMs[index * perPost + n] = planned
      return post(JSON.stringify({ source: 'bench', lines }), 'application/json', 'run-0')
    }
    const begun = { ours: process.cpuUsage(), service: cpuOf(pid), ms: performance.now() }
    const sent = await openLoop(port, requestOf, { connections: 16, seconds, perSecond: postsPerSecond })
    const took = (performance.now() - begun.ms) / 1000
    const { user, system } = process.cpuUsage(begun.ours)
    const cpu = `CPU ${((cpuOf(pid) - begun.service) / took).toFixed(2)}, of the bench ${((user + system) / 1e6 / took).toFixed(2)}`
    const expected = plannedMs.length * reading
    for (let tries = 0; delays.length < expected && tries < 100; tries++) await sleep(50)
    for (const socket of [...readers, ...sleepers]) socket.destroy()
    const missing = expected - delays.length
    const note = `p50 / p99 / p99.9 ${spreadOf(delays)}; ack ${spreadOf(sent.times)}; ${cpu}${missing === 0 ? '' : `; ${missing} lines NOT SEEN`}`
    return { value: percentile(delays, 0.99), note }
  })

const openReader = async (port: number, onLine: (line: number) => void): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET /events?stream=run/run-0&backfill=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  const mark = /mark-(\d+);/g
  let rest = ''
  socket.on('data', (chunk: Buffer) => {
    const text = rest + chunk.toString('latin1')
    let end = 0
    for (const found of text.matchAll(mark)) {
      onLine(Number(found[1]))
      end = found.index + found[0].length
    }
    // a mark may be cut by the end of a chunk
    rest = text.slice(Math.max(end, text.length - 20))
  })
  await once(socket, 'data')
  return socket
}
