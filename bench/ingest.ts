// Ingest: durable lines a second, and how many posts of one line; the disk's bare loop beside it; the same while issues are looked for.
import { type Closed, closedLoop } from './load.ts'
import { type Probe, probeDisk } from './machine.ts'
import { storedBytes } from './pipeline.ts'
import { cycled, requestsOf, type Shape } from './requests.ts'
import { cpuOf, memoryOf, withFolder, withService } from './service.ts'
import { percentile } from './stats.ts'
import type { Row } from './table.ts'

const perRequest = 100

export const ingest = async (lines: readonly string[]): Promise<Row[]> => {
  const bytes = storedBytes(lines.slice(0, perRequest))
  const before = await bareLoop(bytes)
  const one = await linesPerSecond(lines, 1, 'ndjson')
  const between = await bareLoop(bytes)
  const many = await linesPerSecond(lines, 200, 'ndjson')
  const after = await bareLoop(bytes)
  const peer = (one: Probe, other: Probe) => ((one.perSecond + other.perSecond) / 2) * perRequest
  const peerOne = peer(before, between)
  const peerMany = peer(between, after)
  return [
    {
      what: '100 lines a post, one run',
      value: one.value,
      unit: 'lines/s',
      atLeast: [120_000, 200_000],
      note: one.note,
    },
    {
      what: '100 lines a post, 200 runs',
      value: many.value,
      unit: 'lines/s',
      atLeast: [60_000, 150_000],
      note: many.note,
    },
    {
      what: 'bare append + fdatasync, around the first',
      value: peerOne,
      unit: 'lines/s',
      note: `${bytes.length} bytes a sync`,
    },
    { what: 'one run against the bare loop', value: one.value / peerOne, unit: '×', atLeast: [0.3, 0.6] },
    { what: '200 runs against the bare loop', value: many.value / peerMany, unit: '×' },
    {
      what: '100 lines a post, one run, while issues are counted',
      unit: 'lines/s',
      atLeast: [60_000, 130_000],
      ...(await linesPerSecond(lines, 1, 'ndjson', 'on')),
    },
    {
      what: '100 lines a post, 200 runs, while issues are counted',
      unit: 'lines/s',
      ...(await linesPerSecond(lines, 200, 'ndjson', 'on')),
    },
    { what: '{entries}, one run', unit: 'lines/s', ...(await linesPerSecond(lines, 1, 'entries')) },
    { what: '{lines}, one run', unit: 'lines/s', ...(await linesPerSecond(lines, 1, 'lines')) },
  ]
}

export const oneLine = async (lines: readonly string[]): Promise<Row[]> => {
  const targets = { 1: [8000, 13_000], 200: [6000, 12_000] } as const
  const rows: Row[] = []
  for (const runs of [1, 200] as const) {
    for (const connections of [16, 64]) {
      const requests = requestsOf(lines.slice(0, 20_000), { perRequest: 1, runs })
      const { closed, note } = await measured(requests, connections)
      const what = `one line a post, ${runs === 1 ? 'one run' : '200 runs'}, ${connections} connections`
      rows.push({ what, value: closed.perSecond, unit: 'posts/s', atLeast: targets[runs], note })
    }
  }
  return rows
}

const bareLoop = (bytes: Buffer): Promise<Probe> => withFolder(async (folder) => probeDisk(folder, bytes))

const linesPerSecond = async (lines: readonly string[], runs: number, shape: Shape, analysis: 'on' | 'off' = 'off') => {
  const { closed, note } = await measured(requestsOf(lines, { perRequest, runs, shape }), 16, analysis)
  return { value: closed.perSecond * perRequest, note }
}

const measured = (requests: readonly Buffer[], connections: number, analysis: 'on' | 'off' = 'off') =>
  withService(
    async ({ port, pid, url }) => {
      const begun = { cpu: cpuOf(pid), ms: performance.now() }
      const closed = await closedLoop(port, cycled(requests), { connections, seconds: 5 })
      const cores = (cpuOf(pid) - begun.cpu) / ((performance.now() - begun.ms) / 1000)
      const lag = analysis === 'on' ? `, all counted ${await countedMs(url)} ms later` : ''
      return {
        closed,
        note: `${noteOf(closed)}${lag}, CPU ${cores.toFixed(2)}, peak ${Math.round(memoryOf(pid).peakMb)} MB`,
      }
    },
    { env: { SPOOR_ANALYSIS: analysis } },
  )

/** From now until everything in the latest run was looked at. */
const countedMs = async (url: string): Promise<number> => {
  const beganMs = performance.now()
  for (;;) {
    const { isCurrent } = (await (await fetch(`${url}/issues?waitMs=60000&limit=1`)).json()) as { isCurrent: boolean }
    if (isCurrent) return Math.round(performance.now() - beganMs)
  }
}

/** What a closed loop says beside its rate. */
export const noteOf = ({ least, most, perSecond, times }: Closed): string => {
  const range = `${Math.round((least / perSecond) * 100)}–${Math.round((most / perSecond) * 100)} %`
  return `${range}, ack p50 ${percentile(times, 0.5).toFixed(1)}, p99 ${percentile(times, 0.99).toFixed(1)} ms`
}
