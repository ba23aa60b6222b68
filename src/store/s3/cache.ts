// Cache: objects that never change, bounded in bytes. What was used least recently goes first.

export type Cache = { get(key: string): Buffer | undefined; put(key: string, bytes: Buffer): void }

export const createCache = (maxBytes: number): Cache => {
  // the map's order is the order of use
  const objects = new Map<string, Buffer>()
  let held = 0
  const forget = (key: string) => {
    held -= objects.get(key)?.length ?? 0
    objects.delete(key)
  }
  return {
    get(key) {
      const bytes = objects.get(key)
      if (!bytes) return undefined
      objects.delete(key)
      objects.set(key, bytes)
      return bytes
    },
    put(key, bytes) {
      forget(key)
      objects.set(key, bytes)
      held += bytes.length
      for (const oldest of objects.keys()) {
        if (held <= maxBytes) return
        forget(oldest)
      }
    },
  }
}
