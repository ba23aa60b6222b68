// Families: the stores of all families as one.
// Promises: a stream and its notes are in the store of their family, see familyOf in record/names.ts; what lists, lists all.
import { type Family, familyOf } from '../record/names.ts'
import type { Store } from './store.ts'

export const byFamily = (stores: Record<Family, Store>): Store => {
  const all = [...new Set(Object.values(stores))]
  const of = (name: string) => stores[familyOf(name)]
  // a prefix may end in the middle of a family's name
  const under = (prefix: string) => (prefix.includes('/') ? [of(prefix)] : all)
  return {
    append: (stream, lines, batch) => of(stream).append(stream, lines, batch),
    read: (stream, at, limit) => of(stream).read(stream, at, limit),
    async *streams(prefix) {
      for (const store of under(prefix)) yield* store.streams(prefix)
    },
    close: (stream) => of(stream).close(stream),
    drop: (stream, upTo) => of(stream).drop(stream, upTo),
    getNote: (key) => of(key).getNote(key),
    putNote: (key, value, ifVersion) => of(key).putNote(key, value, ifVersion),
    async *notes(prefix) {
      for (const store of under(prefix)) yield* store.notes(prefix)
    },
    async end() {
      await Promise.all(all.map((store) => store.end()))
    },
    extents: (stream) => of(stream).extents?.(stream),
    listen(tell) {
      for (const store of all) store.listen?.(tell)
    },
  }
}
