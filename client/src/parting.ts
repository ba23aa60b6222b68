// Parting: batches sent at once because their page may go, by requests that outlive it.
// Promises: what left so is not sent twice by a page that stays: its answer can be had here; never more than browsers allow.
// Leaves to others: when a page may go (page.ts), what an answer means (sender.ts). Two such requests may overtake each other:
//   entries carry their time.
import type { Batch } from './batch.ts'
import type { Outcome } from './deliver.ts'

export interface Parting {
  /** Oldest first, as far as there is room; none twice. The requests are begun before it returns. */
  send(batches: readonly Batch[]): void
  /** The answer to come, if the batch left so. */
  answer(key: string): Promise<Outcome> | undefined
  /** Its answer was had, by this or another request. */
  forget(key: string): void
}

// of bodies at once (Fetch, HTTP-network-or-cache fetch, "keepalive")
const outlivingBytes = 65_536

/** `post` begins a request that outlives the page. Never rejects. */
export const createParting = (post: (batch: Batch) => Promise<Outcome>): Parting => {
  const answers = new Map<string, Promise<Outcome>>()
  let bytes = 0

  const send = async (batch: Batch): Promise<Outcome> => {
    const { length } = batch.body
    bytes += length
    const outcome = await post(batch)
    bytes -= length
    return outcome
  }

  return {
    send(batches) {
      for (const batch of batches) {
        if (!answers.has(batch.key) && bytes + batch.body.length <= outlivingBytes) answers.set(batch.key, send(batch))
      }
    },
    answer: (key) => answers.get(key),
    forget: (key) => void answers.delete(key),
  }
}
