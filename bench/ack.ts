// Ack: how late an acknowledgement is at half of what the service can take; counted from the planned time.
import { closedLoop, openLoop } from './load.ts'
import { probeDisk, probeText } from './machine.ts'
import { storedBytes } from './pipeline.ts'
import { cycled, requestsOf } from './requests.ts'
import { withFolder, withService } from './service.ts'
import { percentile, spreadOf } from './stats.ts'
import type { Row } from './table.ts'

export const ack = async (lines: readonly string[]): Promise<Row[]> => [
  await atHalfLoad(lines, 100, [25, 10]),
  await atHalfLoad(lines.slice(0, 20_000), 1, [40, 25]),
]

const atHalfLoad = async (lines: readonly string[], perRequest: number, atMost: [number, number]): Promise<Row> => {
  const requests = requestsOf(lines, { perRequest, runs: 1 })
  const whole = await withService(({ port }) => closedLoop(port, cycled(requests), { connections: 16, seconds: 3 }))
  const perSecond = whole.perSecond / 2
  const requestOf = (index: number) => requests[index % requests.length]!
  const { times } = await withService(async ({ port }) => {
    // warm
    await closedLoop(port, cycled(requests), { connections: 16, seconds: 1 })
    return openLoop(port, requestOf, { connections: 64, seconds: 6, perSecond })
  })
  const probe = await withFolder(async (folder) => probeDisk(folder, storedBytes(lines.slice(0, perRequest))))
  return {
    what: `ack p99 at half load, ${perRequest === 1 ? 'one line' : `${perRequest} lines`} a post`,
    value: percentile(times, 0.99),
    unit: 'ms',
    atMost,
    note: `p50 / p99 / p99.9 ${spreadOf(times)} at ${Math.round(perSecond)} posts/s; disk then ${probeText(probe)}`,
  }
}
