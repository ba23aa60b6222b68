// Open keys: in which stream and source a private key has begun and may go on with the next record.
// Promises: at most `max` are remembered; the oldest is forgotten first, and that is counted.
// Leaves to others: what a line of a key is (keys.ts).
import type { Faults } from '../lib/faults.ts'
import type { KeyState } from './keys.ts'

export interface OpenKeys {
  readonly size: number
  get(stream: string, source: string): KeyState | undefined
  /** `undefined` forgets it. */
  set(stream: string, source: string, state: KeyState | undefined): void
}

export const createOpenKeys = (max: number, faults: Faults): OpenKeys => {
  // in the order of the last change; names of streams hold no blanks, sources may
  const states = new Map<string, KeyState>()
  const nameOf = (stream: string, source: string) => `${stream} ${source}`
  return {
    get size() {
      return states.size
    },
    get: (stream, source) => states.get(nameOf(stream, source)),
    set(stream, source, state) {
      const name = nameOf(stream, source)
      states.delete(name)
      if (state === undefined) return
      states.set(name, state)
      if (states.size <= max) return
      states.delete(states.keys().next().value!)
      faults.note('redact.openKeys', `more than ${max} private keys half-way through, the oldest is forgotten`)
    },
  }
}
