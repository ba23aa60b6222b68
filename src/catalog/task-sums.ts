// Task sums: what tasks come to, over all of them and by one of their properties.
// Promises: a few passes over the tasks; nothing is made for a single task, nothing is sorted.
import type { TaskColumns } from './task-columns.ts'
import type { StatDimension, TaskStats, TaskSums } from './tasks.ts'

const dayMs = 86_400_000

/** `places`: as TaskColumns.match gives them. */
export const sumsOf = (columns: TaskColumns, places: Uint32Array, by: StatDimension): TaskStats => {
  const { of, keys } = by === 'day' ? byDay(columns, places) : byName(columns, places, by)
  const groups = addUp(columns, places, of, keys.length)
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

// in the order in which addUp has them
const sumNames = [
  'tasks',
  'ended',
  'succeeded',
  'costUsd',
  'costKnown',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const

const newSums = () => Object.fromEntries(sumNames.map((name) => [name, 0])) as Sums

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

// one plain loop over lists of numbers: objects or functions in between make it several times as slow
const addUp = (columns: TaskColumns, places: Uint32Array, of: Uint32Array, groups: number): Sums[] => {
  const { success } = columns
  const [cost, input, output] = [
    columns.number('costUsd'),
    columns.number('inputTokens'),
    columns.number('outputTokens'),
  ]
  const [cacheRead, cacheWrite] = [columns.number('cacheReadTokens'), columns.number('cacheWriteTokens')]
  const sums = new Float64Array(groups * sumNames.length)
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    const at = of[i]! * sumNames.length
    sums[at]! += 1
    const went = success[place]!
    if (went < 2) {
      sums[at + 1]! += 1
      sums[at + 2]! += went
    }
    if (cost[place]! >= 0) {
      sums[at + 3]! += cost[place]!
      sums[at + 4]! += 1
    }
    // NaN: nobody said
    if (input[place]! >= 0) sums[at + 5]! += input[place]!
    if (output[place]! >= 0) sums[at + 6]! += output[place]!
    if (cacheRead[place]! >= 0) sums[at + 7]! += cacheRead[place]!
    if (cacheWrite[place]! >= 0) sums[at + 8]! += cacheWrite[place]!
  }
  const sumsOf = (group: number) => sumNames.map((name, n) => [name, sums[group * sumNames.length + n]!])
  return Array.from({ length: groups }, (_, group) => Object.fromEntries(sumsOf(group)) as Sums)
}

/** Of each group. */
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
  return lists
}

const joined = (lists: Float64Array[]): Float64Array => {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}

const ratesOf = ({ ended, succeeded }: Sums, durations: Float64Array) => {
  const rank = (part: number) => nth(durations, Math.ceil(part * durations.length) - 1)
  return {
    ...(ended > 0 && { successRate: succeeded / ended }),
    ...(durations.length > 0 && { durationP50Ms: rank(0.5), durationP95Ms: rank(0.95) }),
  }
}

/** The value that would stand at `n` if the list were sorted. Changes its order. Source: Hoare, "Algorithm 65: find", CACM 4 (1961). */
const nth = (list: Float64Array, n: number): number => {
  let [from, to] = [0, list.length - 1]
  while (from < to) {
    const pivot = list[(from + to) >> 1]!
    let [left, right] = [from, to]
    while (left <= right) {
      while (list[left]! < pivot) left++
      while (list[right]! > pivot) right--
      if (left > right) break
      const swapped = list[left]!
      list[left++] = list[right]!
      list[right--] = swapped
    }
    if (n <= right) to = right
    else if (n >= left) from = left
    else break
  }
  return list[n]!
}
