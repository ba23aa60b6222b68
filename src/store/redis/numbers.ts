// Numbers: a guess at the number of a stream's last record, so that lines can be numbered before they are sent.
// Promises: only speed depends on it: a wrong guess is found in Redis, and the lines are numbered again there, at some cost.

/** `take`: the number from which `count` lines are numbered. Each take is followed by one `told`: with the number of the stream's last
 *  record, or undefined where the call failed. */
export type Numbers = {
  take(stream: string, count: number): number
  told(stream: string, count: number, last?: number): void
}

/** `max`: streams remembered. */
export const guessNumbers = (max: number): Numbers => {
  /** `last`: what is known to be there and what is on its way, which is `sent`. */
  const streams = new Map<string, { last: number; sent: number }>()
  return {
    take(stream, count) {
      const known = streams.get(stream) ?? { last: 0, sent: 0 }
      if (!streams.has(stream) && streams.size >= max) streams.delete(streams.keys().next().value!)
      streams.set(stream, known)
      const from = known.last
      known.last += count
      known.sent += count
      return from
    },
    told(stream, count, last) {
      const known = streams.get(stream)
      if (!known) return
      known.sent -= count
      // answers come in order: whatever is still on its way comes behind this one
      if (last !== undefined) known.last = last + known.sent
    },
  }
}
