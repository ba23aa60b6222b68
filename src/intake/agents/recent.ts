// Recent: a map that forgets the oldest of its keys.

export type Recent<T> = {
  get(key: string): T | undefined
  has(key: string): boolean
  /** A key that was known becomes the newest. */
  set(key: string, value: T): void
  delete(key: string): void
  /** Oldest first. */
  entries(): Iterable<[string, T]>
}

export const createRecent = <T>(max: number): Recent<T> => {
  const known = new Map<string, T>()
  return {
    get: (key) => known.get(key),
    has: (key) => known.has(key),
    set(key, value) {
      known.delete(key)
      if (known.size >= max) known.delete(known.keys().next().value!)
      known.set(key, value)
    },
    delete: (key) => void known.delete(key),
    entries: () => known.entries(),
  }
}
