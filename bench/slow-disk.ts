// Slow disk: 200 runs at once on a disk that flushes in 2 ms, one flush after the other.
import { noteOf } from './ingest.ts'
import { closedLoop } from './load.ts'
import { cycled, requestsOf } from './requests.ts'
import { withService } from './service.ts'
import type { Row } from './table.ts'

export const slowDisk = async (lines: readonly string[]): Promise<Row[]> => {
  const requests = requestsOf(lines, { perRequest: 100, runs: 200 })
  const measure = (connections: number) =>
    withService(({ port }) => closedLoop(port, cycled(requests), { connections, seconds: 5 }), {
      bin: './slow-service.ts',
    })
  const closed = await measure(16)
  const busier = await measure(64)
  const row = { unit: 'lines/s', value: closed.perSecond * 100, note: noteOf(closed) }
  return [
    { what: '200 runs, flushes of 2 ms in turn', ...row, atLeast: [60_000, 150_000] },
    { what: 'the same, 64 connections', unit: 'lines/s', value: busier.perSecond * 100, note: noteOf(busier) },
  ]
}
