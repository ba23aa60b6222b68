// announced: a store that tells the hub after every change, so that no caller can forget to; also of those that others made, where
// its driver hears of them.
import type { Store } from '../store/store.ts'
import type { Hub } from './hub.ts'

export const announced = (store: Store, hub: Hub): Store => {
  const then = async <T>(change: Promise<T>, tell: () => void): Promise<T> => {
    const result = await change
    tell()
    return result
  }
  store.listen?.((change) => ('stream' in change ? hub.stream(change.stream) : hub.note(change.note)))
  return {
    ...store,
    append: (stream, lines, batch) => then(store.append(stream, lines, batch), () => hub.stream(stream)),
    close: (stream) => then(store.close(stream), () => hub.stream(stream)),
    drop: (stream, upTo) => then(store.drop(stream, upTo), () => hub.stream(stream)),
    putNote: (key, value, ifVersion) => then(store.putNote(key, value, ifVersion), () => hub.note(key)),
  }
}
