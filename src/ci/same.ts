// Same: whether what a job sent and what was fetched from the forge are the log of one step. The forge calls a step by what it shows, a job by
// its id, so names do not tell; a forge's log also has lines of the runner's own.
import type { CiLogRow } from '../catalog/ci-logs.ts'

type Compared = Pick<CiLogRow, 'leg' | 'stepName' | 'logTail'>

/** Of the same attempt of a run. */
export const isSameStep = (pushed: Compared, pulled: Compared): boolean => {
  if (pushed.leg !== pulled.leg) return false
  const last = linesOf(pushed.logTail).slice(-compared)
  if (last.length === 0) return pushed.stepName === pulled.stepName
  const fetched = new Set(linesOf(pulled.logTail))
  return last.every((line) => fetched.has(line))
}

const compared = 5

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '')
