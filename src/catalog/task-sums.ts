// Task sums: what tasks come to, over all of them and by one of their properties.
// Promises: one pass over the tasks, and one sort of durations; nothing is made for a single task.
import type { TaskColumns } from './task-columns.ts'
import type { StatDimension, TaskStats, TaskSums } from './tasks.ts'

const dayMs = 86_400_000

/** `places`: as TaskColumns.match gives them. */
export const sumsOf = (columns: TaskColumns, places: Uint32Array, by: StatDimension): TaskStats => {
  const { of, keys } = by === 'day' ? byDay(columns, places) : byName(columns, places, by)
  const groups = keys.map(newSums)
  addUp(columns, places, (i) => groups[of[i]!]!)
  const durations = durationsOf(columns, places, of, groups.length)
  const all = keys.map((key, group) => ({
    ...(key !== '' && { key }),
    ...groups[group]!,
    ...ratesOf(groups[group]!, durations[group]!),
  }))
  const total = newSums()
  for (const group of groups) for (const name of sumNames) total[name] += group[name]
  return {
    total: { ...total, ...ratesOf(total, joined(durations)) },
    groups: all.sort(by === 'day' ? newestFirst : dearestFirst),
  }
}

type Sums = Omit<TaskSums, 'successRate' | 'durationP50Ms' | 'durationP95Ms'>
/** Of each place its group's number, and the groups' keys. */
type Groups = { of: Uint32Array; keys: string[] }

const newSums = (): Sums => ({
  tasks: 0,
  ended: 0,
  succeeded: 0,
  costUsd: 0,
  costKnown: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
})
const sumNames = Object.keys(newSums()) as (keyof Sums)[]

const newestFirst = (a: { key?: string }, b: { key?: string }) => ((a.key ?? '') < (b.key ?? '') ? 1 : -1)
const dearestFirst = (a: TaskSums, b: TaskSums) => b.costUsd - a.costUsd || b.tasks - a.tasks

const byDay = (columns: TaskColumns, places: Uint32Array): Groups => {
  const createdMs = columns.number('createdMs')
  const { of, values } = numbered(places, (place) => Math.floor(createdMs[place]! / dayMs))
  return { of, keys: values.map((day) => new Date(day * dayMs).toISOString().slice(0, 10)) }
}

const byName = (columns: TaskColumns, places: Uint32Array, column: Exclude<StatDimension, 'day'>): Groups => {
  const names = columns.name(column)
  const { of, values } = numbered(places, (place) => names.of[place]!)
  return { of, keys: values.map((value) => names.texts[value]!) }
}

const numbered = (places: Uint32Array, numberOf: (place: number) => number): { of: Uint32Array; values: number[] } => {
  const numbers = new Map<number, number>()
  const of = new Uint32Array(places.length)
  for (let i = 0; i < places.length; i++) {
    const value = numberOf(places[i]!)
    let number = numbers.get(value)
    if (number === undefined) {
      number = numbers.size
      numbers.set(value, number)
    }
    of[i] = number
  }
  return { of, values: [...numbers.keys()] }
}

const addUp = (columns: TaskColumns, places: Uint32Array, sumsOf: (i: number) => Sums) => {
  const { success } = columns
  const cost = columns.number('costUsd')
  const input = columns.number('inputTokens')
  const output = columns.number('outputTokens')
  const cacheRead = columns.number('cacheReadTokens')
  const cacheWrite = columns.number('cacheWriteTokens')
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    const sums = sumsOf(i)
    sums.tasks++
    if (success[place]! < 2) {
      sums.ended++
      sums.succeeded += success[place]!
    }
    if (cost[place]! >= 0) {
      sums.costUsd += cost[place]!
      sums.costKnown++
    }
    // NaN: nobody said
    sums.inputTokens += input[place]! || 0
    sums.outputTokens += output[place]! || 0
    sums.cacheReadTokens += cacheRead[place]! || 0
    sums.cacheWriteTokens += cacheWrite[place]! || 0
  }
}

/** Of each group, sorted. */
const durationsOf = (columns: TaskColumns, places: Uint32Array, of: Uint32Array, groups: number): Float64Array[] => {
  const duration = columns.number('durationMs')
  const counts = new Uint32Array(groups)
  for (let i = 0; i < places.length; i++) if (duration[places[i]!]! >= 0) counts[of[i]!]!++
  const lists = Array.from(counts, (count) => new Float64Array(count))
  counts.fill(0)
  for (let i = 0; i < places.length; i++) {
    const ms = duration[places[i]!]!
    if (ms >= 0) lists[of[i]!]![counts[of[i]!]!++] = ms
  }
  for (const list of lists) list.sort()
  return lists
}

const joined = (lists: Float64Array[]): Float64Array => {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all.sort()
}

const ratesOf = ({ ended, succeeded }: Sums, sorted: Float64Array) => {
  const rank = (part: number) => sorted[Math.ceil(part * sorted.length) - 1]
  return {
    ...(ended > 0 && { successRate: succeeded / ended }),
    ...(sorted.length > 0 && { durationP50Ms: rank(0.5), durationP95Ms: rank(0.95) }),
  }
}
