// Depth: nothing nested deeper than the rest of the house can walk.
import type { Json } from '../../record/record.ts'

const maxDepth = 32
const marker = `[cut: deeper than ${maxDepth} levels]`

/** `value` itself when it is shallow; else a copy in which lists and objects below level 32 inside it are a marker. */
export const cutDepth = <T extends Json>(value: T): T =>
  isDeeper(value, maxDepth) ? (copy(value, maxDepth) as T) : value

// neither goes further down than `levels`, so that 100,000 nested lists cost no stack
const isDeeper = (value: Json, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false
  if (levels < 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeper(item, levels - 1)) return true
  } else {
    for (const key in value) if (isDeeper(value[key]!, levels - 1)) return true
  }
  return false
}

const copy = (value: Json, levels: number): Json => {
  if (typeof value !== 'object' || value === null) return value
  if (levels < 0) return marker
  if (Array.isArray(value)) return value.map((item) => copy(item, levels - 1))
  // not by assignment: a member may be called __proto__
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item, levels - 1)]))
}
