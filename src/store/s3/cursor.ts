// Cursor: a downset as text.
//
//   r<birth>-<drop>~<segments>~<writer>-<seq>-<line>~…    a reader's: how far it has read everybody
//   w~<writer>-<seq>-<line>                               a writer's: it knows only of itself
//
// Promises: numbers in base 36, writers sorted, nothing that must be escaped in a URL or a header; the same set is the same text.
import { fail } from '../../errors.ts'
import type { Cursor } from '../store.ts'
import {
  bottom,
  coverOf,
  type Downset,
  isKept,
  lineOf,
  type Order,
  type Pos,
  posOf,
  reachOf,
  seqOf,
  shorten,
  top,
} from './order.ts'

export const writerCursor = (writer: string, pos: Pos): Cursor => `w~${placeText(writer, pos)}`

/** `set` is in its shortest form. */
export const readerCursor = (order: Order, set: Downset): Cursor => {
  const places = [...set.own]
    .filter(([writer, pos]) => pos > coverOf(order, set, writer))
    .map(([w, p]) => placeText(w, p))
  return [`r${text36(order.state.birth)}-${text36(set.drop)}`, text36(set.segments), ...places.sort()].join('~')
}

/** Throws CURSOR_INVALID; CURSOR_GONE when it does not reach what was dropped, or reaches what is not there. */
export const parseCursor = (order: Order, stream: string, cursor: Cursor): Downset => {
  const match = cursorPattern.exec(cursor)
  if (!match) throw fail('CURSOR_INVALID', { cursor: cursor.slice(0, 100) })
  const [, birth, drop, segments, places = ''] = match
  const own = new Map(places.split('~').slice(1).map(parsePlace))
  const set = birth === undefined ? { ...bottom(order), own } : { drop: num(drop), segments: num(segments), own }
  const isOfThisLife = birth === undefined ? isAlive(order, own) : num(birth) === order.state.birth
  if (!isOfThisLife || !isKept(order, set) || !isThere(order, set)) throw fail('CURSOR_GONE', { stream })
  return shorten(order, set)
}

const cursorPattern =
  /^(?:w|r([0-9a-z]{1,8})-([0-9a-z]{1,8})~([0-9a-z]{1,8}))((?:~[0-9a-z]{8}-[0-9a-z]{1,6}-[0-9a-z]{1,5})*)$/

const text36 = (value: number) => value.toString(36)
const num = (text: string | undefined) => Number.parseInt(text!, 36)
const placeText = (writer: string, pos: Pos) => `${writer}-${text36(seqOf(pos))}-${text36(lineOf(pos))}`
const parsePlace = (text: string): [string, Pos] => {
  const [writer, seq, line] = text.split('-')
  return [writer!, posOf(num(seq), num(line))]
}

const isAlive = ({ state }: Order, own: Map<string, Pos>) =>
  [...own].every(([writer, pos]) => pos > (state.dead.get(writer) ?? 0) && pos >= (state.floor.get(writer)?.pos ?? 0))

// where a later object than the place was found and the one at it was not, other hands deleted it: reading cannot go on there
const isThere = (order: Order, { segments, own }: Downset) => {
  const all = top(order)
  const isFound = (writer: string, pos: Pos) =>
    order.has(writer, seqOf(pos)) || pos <= (order.state.floor.get(writer)?.pos ?? 0)
  return (
    segments <= all.segments &&
    [...own].every(([writer, pos]) => {
      const end = reachOf(order, all, writer)
      return end > 0 && (pos === end || (pos < end && isFound(writer, pos)))
    })
  )
}
