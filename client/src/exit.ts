// Exit: who wants to be told that the process is about to end. Node only.
// Promises: one listener of each kind on the process, however many clients there are; none while nobody waits.
import type { Farewell } from './platform.ts'

const waiting = new Set<Farewell>()

/** Registers until the returned function is called. */
export const beforeTheEnd = (farewell: Farewell): (() => void) => {
  if (waiting.size === 0) listen()
  waiting.add(farewell)
  return () => {
    if (waiting.delete(farewell) && waiting.size === 0) forget()
  }
}

const idle = () => {
  for (const farewell of waiting) farewell.idle()
}
const exit = () => {
  for (const farewell of waiting) farewell.exit()
}

const listen = () => {
  process.on('beforeExit', idle)
  process.on('exit', exit)
}
const forget = () => {
  process.off('beforeExit', idle)
  process.off('exit', exit)
}
