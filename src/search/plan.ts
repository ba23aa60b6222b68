// Plan: a caller's query, checked and made canonical, as it goes to the thread.
// Promises: what is wrong with a query is said here, before any work: PATTERN_INVALID, FIELD_INVALID.
import { createHash } from 'node:crypto'
import { fail } from '../errors.ts'
import { type Level, levels } from '../record/record.ts'

/** What a line must fulfil, all of it. `from` and `to` are canonical ISO-8601: from <= ts < to. */
export type Plan = {
  grep?: string
  regex?: { source: string; flags: string }
  level?: Level
  source?: string
  from?: string
  to?: string
}

/** `from` and `to`: ISO-8601 (UTC where no zone is said) or ms since the epoch. `regex`: JavaScript's, with `(?i)` allowed in front. */
export type Filters = Partial<Record<'grep' | 'regex' | 'level' | 'source' | 'from' | 'to', string>>

export const planOf = (filters: Filters): Plan => {
  const plan: Plan = {}
  if (filters.grep) plan.grep = wellFormed(filters.grep)
  if (filters.regex) plan.regex = readRegex(filters.regex)
  if (filters.level) plan.level = readLevel(filters.level)
  if (filters.source) plan.source = filters.source
  if (filters.from) plan.from = readTime('from', filters.from)
  if (filters.to) plan.to = readTime('to', filters.to)
  return plan
}

export const isEmpty = (plan: Plan): boolean => Object.keys(plan).length === 0

/** A short name of the question: a page cursor is only good for the one it was given out for. */
export const planHash = (stream: string, plan: Plan, order: string): string =>
  createHash('sha256')
    .update(JSON.stringify([stream, plan, order]))
    .digest('base64url')
    .slice(0, 16)

const wellFormed = (pattern: string): string => {
  if (pattern.isWellFormed()) return pattern
  throw fail('PATTERN_INVALID', { pattern: pattern.toWellFormed(), reason: 'half a surrogate pair is no text' })
}

const readRegex = (pattern: string): { source: string; flags: string } => {
  const flags = pattern.startsWith('(?i)') ? 'i' : ''
  const source = wellFormed(flags ? pattern.slice('(?i)'.length) : pattern)
  try {
    new RegExp(source, flags)
  } catch (error) {
    throw fail('PATTERN_INVALID', { pattern, reason: (error as Error).message }, error)
  }
  return { source, flags }
}

const readLevel = (value: string): Level => {
  const level = levels.find((known) => known === value)
  if (level) return level
  throw fail('FIELD_INVALID', { field: 'level', reason: `one of ${levels.join(', ')}` })
}

const isoPattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/

const readTime = (field: string, value: string): string => {
  const iso = isoPattern.exec(value)
  const hasNoZone = iso?.[1] !== undefined && iso[4] === undefined
  const ms = /^\d+$/.test(value) ? Number(value) : iso ? Date.parse(hasNoZone ? `${value}Z` : value) : Number.NaN
  const date = new Date(ms)
  if (!Number.isNaN(date.getTime())) return date.toISOString()
  throw fail('FIELD_INVALID', { field, reason: 'takes an ISO-8601 time or milliseconds since the epoch' })
}
