// Service: the real one in a process and a data folder of its own, for the length of one measurement.
// Promises: process and folder go, also when the bench is ended in the middle.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Service, startService } from '../judges/service.ts'
import { onCores } from './machine.ts'

export type Bench = { port: number; pid: number; data: string; url: string }

// beside the clone, since a temporary folder may lie in memory
const cache = fileURLToPath(new URL('../.cache', import.meta.url))
const folders = new Set<string>()
const services = new Set<Service>()

process.on('exit', () => {
  for (const { child } of services) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** A folder on the disk that is measured. */
export const withFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'bench-'))
  folders.add(folder)
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    folders.delete(folder)
  }
}

/** `cores` as taskset takes them; `bin`: what is run instead of bin/spoor.js. Issues are looked for only where `env` says so: it is a figure of
 *  its own. */
export const withService = <T>(
  use: (bench: Bench) => Promise<T>,
  { env = {}, cores = '0', bin }: { env?: Record<string, string>; cores?: string; bin?: string } = {},
): Promise<T> =>
  withFolder(async (data) => {
    let said = ''
    const service = await startService(
      { SPOOR_DATA: data, SPOOR_ANALYSIS: 'off', ...env },
      {
        cwd: data,
        command: onCores(cores),
        bin: bin && fileURLToPath(new URL(bin, import.meta.url)),
        onLog(line) {
          said = `${said}${line}\n`.slice(-2000)
        },
      },
    )
    services.add(service)
    try {
      return await use({ port: Number(new URL(service.url).port), pid: service.child.pid!, data, url: service.url })
    } catch (error) {
      const { exitCode, signalCode } = service.child
      if (exitCode === null && signalCode === null) throw error
      throw new Error(`the service ended with ${exitCode ?? signalCode}: ${said}`, { cause: error })
    } finally {
      await service.stop()
      services.delete(service)
    }
  })

/** MB, as the kernel counts them: now, and the most there ever were. */
export const memoryOf = (pid: number): { nowMb: number; peakMb: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 1000
  return { nowMb: mb('VmRSS'), peakMb: mb('VmHWM') }
}

/** Seconds of CPU the process has used, all its threads. */
export const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  // utime and stime (proc(5)), in ticks of 10 ms
  return (Number(fields[11]) + Number(fields[12])) / 100
}
