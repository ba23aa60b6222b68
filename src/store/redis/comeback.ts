// Comeback: what a call waits for before it is sent: that a connection which was just lost is made anew.
// Promises: a call waits for the one try that follows a loss, and for none where that try has failed: what is away for longer is told
//   at once. Who was frozen (a serverless function) learns of its lost connection before it writes to it, not by it.
// Leaves to others: trying (client.ts), calls that were sent already (whoever knows whether they may be sent again).
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Client, nodesOf } from './client.ts'

/** Returns what to wait for, if anything; `isIdle`: nothing is under way. `maxMs`: the longest wait for a comeback. */
export const comebackOf = (client: Client, maxMs: number): ((isIdle: boolean) => Promise<void> | undefined) => {
  let isTrying = true
  let coming: Promise<void> | undefined
  let tell = () => {}
  let clock: NodeJS.Timeout | undefined
  let turn: Promise<void> | undefined

  const lost = () => {
    if (isTrying || coming) return
    coming = new Promise((resolve) => {
      tell = resolve
    })
  }
  const over = () => {
    clearTimeout(clock)
    clock = coming = undefined
    tell()
  }
  client.on('connecting', () => {
    isTrying = true
  })
  client.on('ready', () => {
    isTrying = false
    over()
    // that the other side has closed is known before the client says so
    for (const { stream } of nodesOf(client)) stream?.once('end', lost).once('error', lost)
  })
  client.on('close', () => (isTrying ? over() : lost()))
  client.on('end', over)

  const back = () => {
    if (coming) clock ??= setTimeout(over, maxMs).unref()
    return coming
  }
  const looked = async () => {
    // the first ends the turn we are in; what came in meanwhile is read in the second
    await nextTurn()
    await nextTurn()
    turn = undefined
    await back()
  }
  return (isIdle) => {
    // what happened to the connection since it was last used may not have been read yet
    if (isIdle) turn ??= looked()
    return turn ?? back()
  }
}
