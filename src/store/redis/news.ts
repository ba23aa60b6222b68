// News: what other processes changed, over a connection that does nothing but listen.
// Promises: only names travel; what is missed while the connection is away makes a reader late, not wrong.
import type { Faults } from '../../lib/faults.ts'
import type { Address } from '../../lib/redis-address.ts'
import type { Change } from '../store.ts'
import { clientOf, type Patience } from './client.ts'
import { reasonOf } from './reasons.ts'

/** Returns how to stop. */
export const listenTo = (
  address: Address,
  patience: Patience,
  channel: string,
  { tell, faults }: { tell(change: Change): void; faults: Faults },
): (() => void) => {
  const client = clientOf(address, patience)
  let isEnding = false
  const deaf = (error: Error) => {
    if (!isEnding) faults.note('redis news', `${address.where}: ${reasonOf(error)}`)
  }
  client.on('error', deaf)
  client.on('close', () => deaf(new Error('the connection was closed')))
  client.on('ready', async () => {
    try {
      await client.subscribe(channel)
      faults.mended('redis news')
    } catch (error) {
      deaf(error as Error)
    }
  })
  client.on('message', (_channel: string, message: string) => {
    const name = message.slice(1)
    if (message.startsWith('s')) tell({ stream: name })
    else if (message.startsWith('n')) tell({ note: name })
  })
  client.connect().catch(deaf)
  return () => {
    isEnding = true
    client.disconnect()
  }
}
