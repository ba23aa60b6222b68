// Task columns: what tasks are searched by and added up from, column by column in memory: 100,000 tasks are looked through in
// milliseconds, which SQL takes ten times as long for, holding up everybody else.
// Promises: about 120 bytes a task; a name is kept once.
// Leaves to others: what lasts (sqlite-tasks.ts).
import type { TaskFilter, TaskRow, TaskSort } from './tasks.ts'

const numbers = [
  'createdMs',
  'costUsd',
  'durationMs',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const
const names = ['status', 'repo', 'agent', 'model', 'provider'] as const
/** What is held of a row. */
export const heldColumns = [...names, 'success', ...numbers] as const
export type NumberColumn = (typeof numbers)[number]
export type NameColumn = (typeof names)[number]

export type TaskColumns = {
  /** `id`: the row's in the database. */
  set(id: number, row: Pick<TaskRow, NameColumn | NumberColumn | 'success'>): void
  forget(id: number): void
  /** Places of the tasks that match, in no order. `ids`: no others. */
  match(filter: TaskFilter, ids?: Iterable<number>): Uint32Array
  /** The first of them in this order, behind a place in it. */
  top(places: Uint32Array, sort: TaskSort, limit: number, behind?: Key): Uint32Array
  keyOf(place: number, sort: TaskSort): Key
  /** NaN: nobody said. */
  number(column: NumberColumn): Float64Array
  /** Of each task its name's number; 0: nobody said. */
  name(column: NameColumn): { of: Uint32Array; texts: readonly string[] }
  /** 1: it went well, 0: it did not, 2: it has not ended. */
  readonly success: Uint8Array
  readonly id: Float64Array
}

/** Where a task stands in an order: by its value, then by its creation, then by its row. */
export type Key = [value: number, createdMs: number, id: number]

export const createTaskColumns = (): TaskColumns => {
  let room = 1024
  let used = 0
  const placeOf = new Map<number, number>()
  const free: number[] = []
  const numberColumns = byName(numbers, () => new Float64Array(room))
  const nameColumns = byName(names, () => ({ of: new Uint32Array(room), texts: [''], numbers: new Map([['', 0]]) }))
  let success = new Uint8Array(room)
  let ids = new Float64Array(room)

  const grow = () => {
    room *= 2
    const longer = <T extends Float64Array | Uint32Array | Uint8Array>(column: T, empty: T): T => {
      empty.set(column)
      return empty
    }
    for (const column of numbers) numberColumns[column] = longer(numberColumns[column], new Float64Array(room))
    for (const column of names) nameColumns[column].of = longer(nameColumns[column].of, new Uint32Array(room))
    success = longer(success, new Uint8Array(room))
    ids = longer(ids, new Float64Array(room))
  }

  const numberOf = (column: NameColumn, text = ''): number => {
    const { texts, numbers } = nameColumns[column]
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, texts.length)
    return texts.push(text) - 1
  }

  const newPlace = () => {
    const place = free.pop() ?? used++
    if (place === room) grow()
    return place
  }

  const ranksOf = (sort: TaskSort): ((place: number) => number) => {
    const { createdMs, costUsd, durationMs, inputTokens, outputTokens } = numberColumns
    if (sort === 'created') return (place) => createdMs[place]!
    if (sort === 'tokens') return (place) => known(inputTokens[place]! + outputTokens[place]!)
    const column = sort === 'cost' ? costUsd : durationMs
    return (place) => known(column[place]!)
  }
  const keyAt = (place: number, rank: number): Key => [rank, numberColumns.createdMs[place]!, ids[place]!]

  return {
    keyOf: (place, sort) => keyAt(place, ranksOf(sort)(place)),
    number: (column) => numberColumns[column],
    name: (column) => nameColumns[column],
    get success() {
      return success
    },
    get id() {
      return ids
    },

    set(id, row) {
      const place = placeOf.get(id) ?? newPlace()
      placeOf.set(id, place)
      ids[place] = id
      for (const column of numbers) numberColumns[column][place] = row[column] ?? Number.NaN
      for (const column of names) nameColumns[column].of[place] = numberOf(column, row[column])
      success[place] = row.success === undefined ? 2 : Number(row.success)
    },

    forget(id) {
      const place = placeOf.get(id)
      if (place === undefined) return
      placeOf.delete(id)
      ids[place] = 0
      free.push(place)
    },

    match(filter, only) {
      const { createdMs, costUsd } = numberColumns
      const { sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY, minCostUsd } = filter
      const wanted = names.flatMap((column) => {
        const text = filter[column]
        if (text === undefined) return []
        const { of, numbers } = nameColumns[column]
        return [{ of, number: numbers.get(text) ?? -1 }]
      })
      const found = new Uint32Array(only === undefined ? used : placeOf.size)
      let count = 0
      const look = (place: number) => {
        if (ids[place] === 0) return
        const ms = createdMs[place]!
        if (ms < sinceMs || ms >= untilMs) return
        for (const { of, number } of wanted) if (of[place] !== number) return
        // not the other way round: a cost that nobody knows is none
        if (minCostUsd !== undefined && !(costUsd[place]! >= minCostUsd)) return
        found[count++] = place
      }
      if (only === undefined) for (let place = 0; place < used; place++) look(place)
      else
        for (const id of only) {
          const place = placeOf.get(id)
          if (place !== undefined) look(place)
        }
      return found.subarray(0, count)
    },

    top(places, sort, limit, behind) {
      const best: { place: number; key: Key }[] = []
      const rankOf = ranksOf(sort)
      // from behind: the newest, which are mostly asked for, stand there
      for (let i = places.length - 1; i >= 0; i--) {
        const place = places[i]!
        const rank = rankOf(place)
        // nearly all end here when few are asked for
        if (best.length === limit && rank < best[limit - 1]!.key[0]) continue
        const key = keyAt(place, rank)
        if (behind && !isBefore(behind, key)) continue
        if (best.length === limit && !isBefore(key, best[limit - 1]!.key)) continue
        best.splice(placeIn(best, key), 0, { place, key })
        if (best.length > limit) best.pop()
      }
      return Uint32Array.from(best, ({ place }) => place)
    },
  }
}

const placeIn = (best: readonly { key: Key }[], key: Key): number => {
  let [from, to] = [0, best.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (isBefore(key, best[middle]!.key)) to = middle
    else from = middle + 1
  }
  return from
}

const byName = <Name extends string, Value>(list: readonly Name[], of: () => Value) =>
  Object.fromEntries(list.map((name) => [name, of()])) as Record<Name, Value>

// what nobody knows comes behind everything that is known
const known = (value: number) => (Number.isNaN(value) ? -1 : value)

const isBefore = (a: Key, b: Key): boolean => {
  if (a[0] !== b[0]) return a[0] > b[0]
  if (a[1] !== b[1]) return a[1] > b[1]
  return a[2] > b[2]
}
