// Machine: what the figures were measured on, and how fast its disk is at this moment.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { percentile } from './stats.ts'

export type Probe = { perSecond: number; p50: number; p99: number; p999: number }

export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  usableCores: availableParallelism(),
  node: process.version,
})

export const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100

/** The peer of every durable figure: a bare loop of append and fdatasync for so long; times in ms. */
export const probeDisk = (folder: string, bytes: Buffer, ms = 2000): Probe => {
  const path = join(folder, 'probe')
  const fd = fs.openSync(path, 'w')
  const times: number[] = []
  const begunMs = performance.now()
  try {
    for (let at = begunMs; at < begunMs + ms; ) {
      fs.writeSync(fd, bytes)
      fs.fdatasyncSync(fd)
      const now = performance.now()
      times.push(now - at)
      at = now
    }
  } finally {
    fs.closeSync(fd)
    fs.unlinkSync(path)
  }
  const perSecond = (times.length / (performance.now() - begunMs)) * 1000
  return { perSecond, p50: percentile(times, 0.5), p99: percentile(times, 0.99), p999: percentile(times, 0.999) }
}

export const probeText = ({ perSecond, p50, p99, p999 }: Probe): string =>
  `${Math.round(perSecond)} syncs/s, p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}, p99.9 ${p999.toFixed(2)} ms`

/** What runs a command on these cores; nothing where there is only one core, or no taskset. */
export const onCores = (cores: string): string[] => (canPin ? ['taskset', '-c', cores] : [])

export const canPin = cpus().length > 1 && spawnSync('taskset', ['-c', '1', 'true']).status === 0

/** Moves this process there, all its threads; what it starts from now on starts there. */
export const moveTo = (cores: string): void => {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', cores, String(process.pid)])
}

/** What `start` starts runs on these cores, and this process where it was. */
export const startOn = async <T>(cores: string, start: () => Promise<T>): Promise<T> => {
  moveTo(cores)
  try {
    return await start()
  } finally {
    moveTo('1')
  }
}
