// Gives way: this thread runs only as far as others leave time for it. Linux knows of single threads, other systems do not.
import { setPriority } from 'node:os'
import type { Fault } from './thread.ts'

/** `nice` as `os.constants.priority` has it. Returns what to tell when it cannot be done. */
export const givesWay = (name: string, nice: number): Fault | undefined => {
  const fault = `${name} not lowered in priority`
  // elsewhere this would slow down the whole process
  if (process.platform !== 'linux') return { fault, detail: `not possible for one thread on ${process.platform}` }
  try {
    setPriority(nice)
  } catch (error) {
    return { fault, detail: String(error) }
  }
  return undefined
}
