// Remember: what was looked up, for a moment, so that one look serves a burst of callers.
// Promises: never older than `ms`; who asks at the same time shares one look; one that failed is not remembered; bounded.

export type Remembered<T> = {
  get(key: string): Promise<T>
  /** What is known without looking. */
  set(key: string, value: T): void
  forget(key: string): void
}

/** `max`: keys at once; the oldest goes first. */
export const remember = <T>(
  look: (key: string) => Promise<T>,
  { ms, max, now }: { ms: number; max: number; now: () => number },
): Remembered<T> => {
  const known = new Map<string, { value: Promise<T>; untilMs: number }>()
  const keep = (key: string, value: Promise<T>) => {
    known.delete(key)
    if (known.size >= max) known.delete(known.keys().next().value!)
    const entry = { value, untilMs: now() + ms }
    known.set(key, entry)
    value.catch(() => {
      if (known.get(key) === entry) known.delete(key)
    })
    return value
  }
  return {
    get(key) {
      const entry = known.get(key)
      return entry && now() < entry.untilMs ? entry.value : keep(key, look(key))
    },
    set: (key, value) => void keep(key, Promise.resolve(value)),
    forget: (key) => void known.delete(key),
  }
}
