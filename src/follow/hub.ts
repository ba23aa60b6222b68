// The hub: tells followers in this process that a stream or a note has news. It carries names, never the goods.
// Promises: costs nothing where nobody listens; an announcement that is lost makes a follower late, not wrong.

/** A flag that news raises. Lower it before reading: news that arrives during the read must raise it again. */
export interface Listener {
  lower(): void
  /** Keys of changed notes; take out what was read. */
  readonly changed: Set<string>
  /** Resolves when the flag is up, `ms` have passed, or the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  end(): void
}

export interface Hub {
  stream(name: string): void
  note(key: string): void
  /** News of these streams, and of notes whose key begins with `notePrefix`. */
  listen(streams: readonly string[], notePrefix?: string): Listener
  /** Tells the name of every stream that has news, until the returned function is called. */
  watch(tell: (stream: string) => void): () => void
  readonly listeners: number
}

/** `maxChanged`: keys of notes kept for one follower; one that is further behind misses some. */
export const createHub = (maxChanged: number): Hub => {
  const byStream = new Map<string, Set<Raiser>>()
  const byNote = new Set<Raiser>()
  const watchers = new Set<(stream: string) => void>()
  return {
    watch(tell) {
      watchers.add(tell)
      return () => void watchers.delete(tell)
    },
    stream(name) {
      for (const tell of watchers) tell(name)
      for (const raiser of byStream.get(name) ?? []) raiser.raise()
    },
    note(key) {
      for (const raiser of byNote) if (key.startsWith(raiser.notePrefix!)) raiser.raise(key)
    },
    listen(streams, notePrefix) {
      const raiser = createRaiser(notePrefix, maxChanged)
      if (notePrefix !== undefined) byNote.add(raiser)
      for (const name of streams) byStream.set(name, (byStream.get(name) ?? new Set()).add(raiser))
      return {
        lower: raiser.lower,
        changed: raiser.changed,
        wait: raiser.wait,
        end() {
          byNote.delete(raiser)
          for (const name of streams) {
            const set = byStream.get(name)
            set?.delete(raiser)
            if (set?.size === 0) byStream.delete(name)
          }
        },
      }
    },
    get listeners() {
      return new Set([...byNote, ...[...byStream.values()].flatMap((set) => [...set])]).size
    },
  }
}

type Raiser = Pick<Listener, 'lower' | 'changed' | 'wait'> & { notePrefix?: string; raise(key?: string): void }

const createRaiser = (notePrefix: string | undefined, maxChanged: number): Raiser => {
  let isUp = true
  const changed = new Set<string>()
  let wake: (() => void) | undefined
  return {
    notePrefix,
    changed,
    raise(key) {
      if (key !== undefined && changed.size < maxChanged) changed.add(key)
      isUp = true
      wake?.()
    },
    lower() {
      isUp = false
    },
    wait(ms, signal) {
      if (isUp || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          wake = undefined
          resolve()
        }
        const timer = setTimeout(done, ms)
        signal.addEventListener('abort', done, { once: true })
        wake = done
      })
    },
  }
}
