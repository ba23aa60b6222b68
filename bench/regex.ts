// Regex: how late acknowledgements are while a pattern that never ends is being stopped; both cores for the service.
import { closedLoop, openLoop } from './load.ts'
import { cycled, requestsOf } from './requests.ts'
import { type Bench, withService } from './service.ts'
import { percentile, spreadOf } from './stats.ts'
import type { Row } from './table.ts'

const evil = encodeURIComponent('([a-z0-9]+)+$^z')
const postsPerSecond = 600

export const regex = (lines: readonly string[]): Promise<Row[]> => {
  const requests = requestsOf(lines, { perRequest: 100, runs: 1 })
  const requestOf = (index: number) => requests[index % requests.length]!
  const load = (port: number, seconds: number) =>
    openLoop(port, requestOf, { connections: 64, seconds, perSecond: postsPerSecond })
  return withService(
    async ({ port, url }) => {
      await closedLoop(port, cycled(requests), { connections: 16, seconds: 1 })
      const plain = await load(port, 4)
      const loading = load(port, 12)
      const [{ times, perSecond }, searches] = await Promise.all([loading, searchUntil(url, loading)])
      const stopped = searches.map(({ status, ms }) => `${status} after ${Math.round(ms)} ms`).join(', ')
      return [
        { what: 'ack p99 at 60 k lines/s, nothing else', value: percentile(plain.times, 0.99), unit: 'ms' },
        {
          what: 'ack p99 at 60 k lines/s beside an evil pattern',
          value: percentile(times, 0.99),
          unit: 'ms',
          atMost: [50, 10],
          note: `p50 / p99 / p99.9 ${spreadOf(times)} at ${Math.round(perSecond * 100)} lines/s; searches: ${stopped}`,
        },
      ]
    },
    { cores: '0,1', env: { SPOOR_SEARCH_DEADLINE_MS: '2000' } },
  )
}

const searchUntil = async (url: Bench['url'], loading: Promise<unknown>) => {
  const searches: { status: number; ms: number }[] = []
  let isOver = false
  const end = () => {
    isOver = true
  }
  loading.then(end, end)
  while (!isOver) {
    const begunMs = performance.now()
    const answer = await fetch(`${url}/raw?runId=run-0&regex=${evil}`)
    await answer.arrayBuffer()
    searches.push({ status: answer.status, ms: performance.now() - begunMs })
  }
  return searches
}
