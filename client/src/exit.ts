// Exit: who wants to be told that the process is about to end. Nothing on runtimes without a process.
// Promises: one listener of each kind on the process, however many clients there are; none while nobody waits.
import { runtimeProcess } from './env.ts'

/** `idle`: the process has nothing more to do and would end; work started here keeps it alive. `exit`: it ends now, only
 *  synchronous work counts. */
export type Farewell = { idle(): void; exit(): void }

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
  runtimeProcess()?.on?.('beforeExit', idle)
  runtimeProcess()?.on?.('exit', exit)
}
const forget = () => {
  runtimeProcess()?.off?.('beforeExit', idle)
  runtimeProcess()?.off?.('exit', exit)
}
