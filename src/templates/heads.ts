// Heads: where the message of a line begins. What may as well be its first word is put to the vote of the source's lines.
//
//   12:00:01 INFO  Pool: full      every line has a name there: it is the logger, and cut
//   12:00:01 INFO  worker: idle    one line in ten: it belongs to the message
//
// Promises: the lines of one source are cut alike; at most `maxSources` sources are remembered, the latest of them.
// Leaves to others: the grammar (head.ts), what the message says.
import { OPEN_CURLY } from './chars.ts'
import { fp1 } from './fp1.ts'
import { itemAt } from './head.ts'
import type { Item } from './items.ts'
import { createKnown } from './known.ts'
import { bitOf, isOneOfSeveral, newPlace, type Place, visit, vote } from './place.ts'
import { messageOfJson, messageOfLogfmt } from './structured.ts'

/** `inner`: of what stands inside JSON and logfmt. */
type Votes = { readonly outer: Place; readonly inner: Place; places: number }

/** `text` from `at` on is the message; `text` is the line itself or, for JSON and logfmt, the value in it. */
export type Message = { text: string; at: number }

export type Heads = {
  /** The message of a line, which takes part in the vote. The answer is valid until the next call. */
  messageOf(line: string, source: string): Message
  /** Sources that were forgotten, and lines whose head was of one kind too many to be told apart. */
  readonly forgotten: number
}

export const createHeads = (maxSources: number): Heads => {
  const sources = createKnown<Votes>(maxSources)
  const item: Item = { kind: 0, end: 0 }
  const message: Message = { text: '', at: 0 }
  let refused = 0

  const votesOf = (source: string): Votes => {
    const known = sources.get(source)
    if (known !== undefined) return known
    const votes: Votes = { outer: newPlace(), inner: newPlace(), places: 0 }
    sources.set(source, votes)
    return votes
  }

  /** Fills `item` with what comes next, and says whether it belongs to the head; undefined when there is only the message. What may be
   *  read in several ways is read as what most lines have. */
  const choose = (line: string, at: number, before: number, place: Place, isOpen: boolean): boolean | undefined => {
    let { without } = place
    for (;;) {
      if (!itemAt(line, at, before, without, item)) return undefined
      const { kind } = item
      if (vote(place, kind, isOpen)) return true
      if (!isOneOfSeveral(kind)) return false
      without |= bitOf(kind)
    }
  }

  const cut = (line: string, votes: Votes, root: Place): number => {
    let place = root
    let at = 0
    let before = 0
    let end = -1
    for (let count = 0; count < fp1.maxHeadItems; count++) {
      const isOpen = visit(place)
      const isPart = choose(line, at, before, place, isOpen)
      if (isPart === undefined) break
      const { kind } = item
      const prior = place
      if (end < 0 && !isPart) end = at
      // a line that is cut here may still teach what comes behind
      if (end >= 0 && !isOpen) break
      before = kind
      at = item.end
      const next = place.next[kind]
      // more kinds of heads than any source has: what is new among them ends here
      if (next === undefined && votes.places >= fp1.maxPlaces) {
        refused++
        break
      }
      if (next === undefined) votes.places++
      place = next ?? newPlace()
      prior.next[kind] = place
    }
    return end < 0 ? at : end
  }

  return {
    messageOf(line, source) {
      const votes = votesOf(source)
      const at = cut(line, votes, votes.outer)
      const inner = line.charCodeAt(at) === OPEN_CURLY ? messageOfJson(line, at) : messageOfLogfmt(line, at)
      message.text = inner ?? line
      message.at = inner === undefined ? at : cut(inner, votes, votes.inner)
      return message
    },
    get forgotten() {
      return sources.forgotten + refused
    },
  }
}
