// Known: a map by name that forgets what was not asked for in a long time.
// Promises: at most `max` entries, in two halves; when the younger half is full the older one goes, and is counted: what was among the last
//   `max / 2` that were asked for is there.

export type Known<V> = {
  get(name: string): V | undefined
  set(name: string, value: V): void
  readonly size: number
  readonly forgotten: number
}

export const createKnown = <V>(max: number): Known<V> => {
  const half = Math.max(1, max >> 1)
  let young = new Map<string, V>()
  let old = new Map<string, V>()
  let forgotten = 0

  const set = (name: string, value: V): void => {
    if (young.size >= half) {
      forgotten += old.size
      old = young
      young = new Map()
    }
    young.set(name, value)
  }

  return {
    set,
    get(name) {
      const found = young.get(name)
      if (found !== undefined) return found
      const kept = old.get(name)
      if (kept === undefined) return undefined
      old.delete(name)
      set(name, kept)
      return kept
    },
    get size() {
      return young.size + old.size
    },
    get forgotten() {
      return forgotten
    },
  }
}
