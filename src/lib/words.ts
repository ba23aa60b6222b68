// Words: which of many words occur in a text, in any case, in one walk over it (Aho and Corasick, 1975).
// Promises: a few nanoseconds a letter, however many words there are.

export interface Words {
  /** Numbers of the groups of which a word occurs, ascending. */
  groupsIn(text: string): readonly number[]
  /** The same, each once and in no order, into `found`; returns how many. For whoever looks at a great many texts: nothing is made anew. */
  find(text: string, found: Int32Array): number
  /** Whether any occurs in bytes [from, to); of words that were given with a letter a byte. */
  occursIn(bytes: Uint8Array, from: number, to: number): boolean
}

// most texts hold none
const none: readonly number[] = []

/** `groups[i]`: words of one letter or more; fewer than 65,536 letters in all. */
export const createWords = (groups: readonly (readonly string[])[]): Words => {
  const { classes, count } = classesOf(groups.flat())
  const { next, ends, firstEnd } = endsLast(machineOf(groups, classes, count), count)
  const seenAt = new Int32Array(groups.length)
  let turn = 0
  return {
    groupsIn(text) {
      let seen: number[] | undefined
      for (let i = 0, at = 0; i < text.length; i++) {
        at = next[Math.imul(at, count) + classes[text.charCodeAt(i)]!]!
        if (at < firstEnd) continue
        seen ??= []
        for (const group of ends[at]!) if (!seen.includes(group)) seen.push(group)
      }
      return seen?.sort((a, b) => a - b) ?? none
    },
    find(text, found) {
      // after two thousand million texts the turns of old would come again
      if (++turn === 0x7fffffff) {
        seenAt.fill(0)
        turn = 1
      }
      let many = 0
      for (let i = 0, at = 0; i < text.length; i++) {
        at = next[Math.imul(at, count) + classes[text.charCodeAt(i)]!]!
        if (at < firstEnd) continue
        for (const group of ends[at]!) {
          if (seenAt[group] === turn) continue
          seenAt[group] = turn
          found[many++] = group
        }
      }
      return many
    },
    occursIn(bytes, from, to) {
      for (let i = from, at = 0; i < to; i++) {
        at = next[Math.imul(at, count) + classes[bytes[i]!]!]!
        if (at >= firstEnd) return true
      }
      return false
    },
  }
}

// letters that no word holds are one class, a letter and its capital another
const classesOf = (words: readonly string[]): { classes: Uint8Array; count: number } => {
  const classes = new Uint8Array(65_536)
  let count = 1
  // by UTF-16 code units, as texts are walked: an emoji is two of them
  for (const letter of words.join('').toLowerCase().split('')) {
    if (classes[letter.charCodeAt(0)] !== 0) continue
    for (const form of [letter, letter.toUpperCase()]) classes[form.charCodeAt(0)] = count
    count++
  }
  return { classes, count }
}

// state 0 is the start; `next[state * count + class]`; `ends[state]`: groups of the words that end there
type Machine = { next: Uint16Array; ends: readonly (readonly number[])[] }

const machineOf = (groups: readonly (readonly string[])[], classes: Uint8Array, count: number): Machine => {
  const states = 1 + groups.flat().reduce((sum, word) => sum + word.length, 0)
  const next = new Uint16Array(states * count)
  const ends: number[][] = [[]]
  groups.forEach((words, group) => {
    for (const word of words) {
      let at = 0
      for (const letter of word.toLowerCase().split('')) {
        const edge = at * count + classes[letter.charCodeAt(0)]!
        if (next[edge] === 0) next[edge] = ends.push([]) - 1
        at = next[edge]!
      }
      ends[at]!.push(group)
    }
  })
  link(next, ends, count)
  return { next, ends }
}

// nearest states first: where a state knows no way on, it goes as the longest ending of what led to it would
const link = (next: Uint16Array, ends: number[][], count: number) => {
  const endings = new Uint16Array(ends.length)
  const queue: number[] = []
  for (let letter = 0; letter < count; letter++) if (next[letter] !== 0) queue.push(next[letter]!)
  for (const state of queue) {
    const ending = endings[state]!
    ends[state]!.push(...ends[ending]!)
    for (let letter = 0; letter < count; letter++) {
      const edge = state * count + letter
      const other = next[ending * count + letter]!
      if (next[edge] === 0) next[edge] = other
      else {
        endings[next[edge]!] = other
        queue.push(next[edge]!)
      }
    }
  }
}

// the same states by other numbers, from `firstEnd` on those where a word ends: a comparison tells them, where a table would be one more
// thing to keep near at every letter
const endsLast = ({ next, ends }: Machine, count: number): Machine & { firstEnd: number } => {
  const calm = [...ends.keys()].filter((state) => ends[state]!.length === 0)
  const order = [...calm, ...[...ends.keys()].filter((state) => ends[state]!.length > 0)]
  const numbers = new Uint16Array(order.length)
  for (let i = 0; i < order.length; i++) numbers[order[i]!] = i
  const moved = new Uint16Array(next.length)
  for (let i = 0; i < order.length; i++)
    for (let letter = 0; letter < count; letter++)
      moved[i * count + letter] = numbers[next[order[i]! * count + letter]!]!
  return {
    next: moved,
    ends: order.map((state) => ends[state]!),
    firstEnd: calm.length,
  }
}
