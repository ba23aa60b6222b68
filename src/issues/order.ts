// Order: which issue is told of first. Pure.
// Promises: a total order, so that pages of a list that does not change hold every issue once.
import { fail } from '../errors.ts'
import { type IssueView, states } from './issue.ts'

type Key = [rank: number, count: number, lastSeen: string, fingerprint: string]

/** What is new weighs most, what comes and goes at one state of the code least; then how often, then how lately. */
export const heaviestFirst = (a: IssueView, b: IssueView): number => compare(keyOf(a), keyOf(b))

/** The place behind an issue. */
export const cursorOf = (issue: IssueView): string => Buffer.from(JSON.stringify(keyOf(issue))).toString('base64url')

/** Whether an issue comes behind a place. Errors: CURSOR_INVALID. */
export const comesBehind = (cursor: string): ((issue: IssueView) => boolean) => {
  const key = parse(cursor)
  return (issue) => compare(keyOf(issue), key) > 0
}

const keyOf = ({ state, count, lastSeen, fingerprint }: IssueView): Key => [
  states.indexOf(state),
  count,
  lastSeen,
  fingerprint,
]

const compare = (a: Key, b: Key): number =>
  a[0] - b[0] || b[1] - a[1] || (a[2] < b[2] ? 1 : a[2] > b[2] ? -1 : a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : 0)

const parse = (cursor: string): Key => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const types = ['number', 'number', 'string', 'string']
    if (Array.isArray(key) && key.length === 4 && types.every((type, i) => typeof key[i] === type)) return key as Key
  } catch {
    // not ours, which is what is said below
  }
  throw fail('CURSOR_INVALID', { cursor })
}
