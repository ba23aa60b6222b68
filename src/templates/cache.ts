// Cache: values by a hash of 64 bits, in a table that never grows.
// Promises: at most `max` values (the next power of two); in a full bucket of eight the value not asked for the longest goes, and is
//   counted. Two keys with one hash share a value.

export type Cache<V> = {
  get(high: number, low: number): V | undefined
  set(high: number, low: number, value: V): void
  readonly size: number
  readonly forgotten: number
}

const slots = 8

export const createCache = <V>(max: number): Cache<V> => {
  const buckets = 2 ** Math.max(0, Math.ceil(Math.log2(max / slots)))
  const highs = new Int32Array(buckets * slots)
  const lows = new Int32Array(buckets * slots)
  const asked = new Uint32Array(buckets * slots)
  const values: (V | undefined)[] = new Array(buckets * slots).fill(undefined)
  let size = 0
  let forgotten = 0
  let now = 0

  const slotOf = (high: number, low: number): number => {
    const first = (high & (buckets - 1)) * slots
    for (let slot = first; slot < first + slots; slot++)
      if (lows[slot] === low && highs[slot] === high && values[slot] !== undefined) return slot
    return -1
  }

  const roomOf = (high: number): number => {
    const first = (high & (buckets - 1)) * slots
    let oldest = first
    for (let slot = first; slot < first + slots; slot++) {
      if (values[slot] === undefined) {
        size++
        return slot
      }
      if (asked[slot]! < asked[oldest]!) oldest = slot
    }
    forgotten++
    return oldest
  }

  return {
    get(high, low) {
      const slot = slotOf(high | 0, low | 0)
      if (slot < 0) return undefined
      asked[slot] = ++now
      return values[slot]
    },
    set(high, low, value) {
      const known = slotOf(high | 0, low | 0)
      const slot = known < 0 ? roomOf(high | 0) : known
      highs[slot] = high
      lows[slot] = low
      asked[slot] = ++now
      values[slot] = value
    },
    get size() {
      return size
    },
    get forgotten() {
      return forgotten
    },
  }
}
