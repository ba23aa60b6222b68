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
// of a slot, side by side: the hash, and when it was asked for
const [high_, low_, asked_, width] = [0, 1, 2, 3] as const

export const createCache = <V>(max: number): Cache<V> => {
  const buckets = 2 ** Math.max(0, Math.ceil(Math.log2(max / slots)))
  const keys = new Int32Array(buckets * slots * width)
  const values: (V | undefined)[] = new Array(buckets * slots).fill(undefined)
  let size = 0
  let forgotten = 0
  let now = 0
  // where the value that was last looked for and not found can be put
  let room = 0

  /** The slot of a key, or -1 with `room` set. */
  const slotOf = (high: number, low: number): number => {
    const first = (high & (buckets - 1)) * slots
    let oldest = Number.POSITIVE_INFINITY
    for (let slot = first; slot < first + slots; slot++) {
      const at = slot * width
      const asked = keys[at + asked_]!
      // slots are filled in order: behind a free one there is nothing
      if (asked === 0) {
        room = slot
        return -1
      }
      if (keys[at + low_] === low && keys[at + high_] === high) return slot
      if (asked < oldest) {
        oldest = asked
        room = slot
      }
    }
    return -1
  }

  const ask = (slot: number) => {
    // once in two thousand million times all of them are equally old
    if (++now === 0x7fffffff) {
      for (let at = asked_; at < keys.length; at += width) keys[at] = Math.min(keys[at]!, 1)
      now = 2
    }
    keys[slot * width + asked_] = now
  }

  return {
    get(high, low) {
      const slot = slotOf(high | 0, low | 0)
      if (slot < 0) return undefined
      ask(slot)
      return values[slot]
    },
    set(high, low, value) {
      let slot = slotOf(high | 0, low | 0)
      if (slot < 0) {
        slot = room
        if (values[slot] === undefined) size++
        else forgotten++
        keys[slot * width + high_] = high
        keys[slot * width + low_] = low
      }
      ask(slot)
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
