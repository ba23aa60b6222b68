// Memory: resident set of the compiled service, at rest and under full load.
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { noteOf } from './ingest.ts'
import { closedLoop } from './load.ts'
import { cycled, requestsOf } from './requests.ts'
import { memoryOf, withService } from './service.ts'
import type { Row } from './table.ts'

export const memory = async (lines: readonly string[]): Promise<Row[]> => {
  build()
  const bin = './compiled.js'
  const idle = await withService(
    async ({ pid }) => {
      await sleep(3000)
      return memoryOf(pid)
    },
    { bin },
  )
  const loaded = (runs: number, analysis: 'on' | 'off' = 'off') =>
    withService(
      async ({ port, pid }) => {
        const requests = requestsOf(lines, { perRequest: 100, runs })
        const closed = await closedLoop(port, cycled(requests), { connections: 16, seconds: 8 })
        const { nowMb, peakMb } = memoryOf(pid)
        const note = `${Math.round(nowMb)} MB at the end; ${Math.round(closed.perSecond * 100)} lines/s, ${noteOf(closed)}`
        return { value: peakMb, note }
      },
      { bin, env: { SPOOR_ANALYSIS: analysis } },
    )
  return [
    { what: 'idle', value: idle.nowMb, unit: 'MB', atMost: [110, 80] },
    { what: 'full ingest, one run, peak', unit: 'MB', atMost: [150, 120], ...(await loaded(1)) },
    { what: 'full ingest, 200 runs, peak', unit: 'MB', atMost: [250, 160], ...(await loaded(200)) },
    { what: 'full ingest, one run, while issues are counted, peak', unit: 'MB', ...(await loaded(1, 'on')) },
  ]
}

const build = () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const { status, stdout } = spawnSync(process.execPath, ['scripts/run.js', 'build'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm run build failed: ${stdout}`)
}
