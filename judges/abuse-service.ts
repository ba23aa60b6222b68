// The service under abuse: the real one in a process and a folder of its own, its memory as the kernel counts it, and its own count of
// what is wrong.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startService } from './service.ts'

export type Victim = {
  url: string
  port: number
  /** Resident set in MB (10⁶ bytes): now, and the most there ever was. */
  memory(): { nowMb: number; peakMb: number }
  /** A metric without labels, such as spoor_in_flight_bytes. */
  metric(name: string): Promise<number>
  health(): Promise<Health>
}

export type Health = { status: string; degraded: string[]; faults: Record<string, { count: number }> }

/** Starts one, hands it to `use`, stops it and removes its data. */
export const withVictim = async <T>(env: Record<string, string>, use: (victim: Victim) => Promise<T>): Promise<T> => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-abuse-'))
  const service = await startService({ SPOOR_DATA: data, ...env }, { cwd: data })
  const { url, child } = service
  // a connection of its own: one that is kept may be closed, as idle ones are, in the moment it is used again
  const ask = (path: string) => fetch(`${url}${path}`, { headers: { connection: 'close' } })
  try {
    return await use({
      url,
      port: Number(new URL(url).port),
      memory: () => memoryOf(child.pid!),
      metric: async (name) => {
        const text = await (await ask('/metrics')).text()
        return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
      },
      health: async () => (await ask('/health')).json() as Promise<Health>,
    })
  } finally {
    await service.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

const memoryOf = (pid: number) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 976.5625)
  return { nowMb: mb('VmRSS'), peakMb: mb('VmHWM') }
}

/** Asks again and again until it is so. Throws after `limitMs`, with what was waited for. */
export const until = async (what: string, isSo: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> => {
  const endMs = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`waited ${limitMs} ms in vain: ${what}`)
    await sleep(20)
  }
}
