// Run limit: a command that takes longer than it may is asked to end, then made to.
import type { Child } from './child.ts'

export type Limit = { readonly isOver: boolean; lift(): void }

/** SIGTERM after `limitMs`, SIGKILL `graceMs` later. `told`: when it begins. */
export const limitTo = (child: Child, limitMs: number | undefined, graceMs: number, told: () => void): Limit => {
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    isOver = true
    told()
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  }
  if (limitMs !== undefined) timer = setTimeout(end, limitMs)
  return {
    get isOver() {
      return isOver
    },
    lift: () => clearTimeout(timer),
  }
}
