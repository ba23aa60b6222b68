// Groups: the texts that were seen or made, which of them are one, and their ids.
// Promises: the id of a text is its SHA-256, the same on every machine; the id of a group is that of its oldest text, so it stays what
//   it is while the group grows. At most `maxTexts` texts are known by name; a forgotten one comes back with the id it had.
// Leaves to others: which texts belong together (families.ts).
import { hash } from 'node:crypto'
import { type Cache, createCache } from './cache.ts'
import { fp1 } from './fp1.ts'
import { hashOf, mix } from './mix.ts'

export type Text = {
  /** Canonical tokens, a blank between them. */
  readonly text: string
  /** How many times a place was opened to come to it; 0 for the text of a line. */
  readonly depth: number
  readonly born: number
  parent: Text | undefined
  /** Of a group's oldest text: the one with the most places opened, when it is another. */
  widest: Text | undefined
  id: string | undefined
}

export type Groups = {
  of(tokens: readonly string[], depth: number): Text
  root(text: Text): Text
  join(a: Text, b: Text): void
  id(text: Text): string
  find(id: string): Text | undefined
  readonly texts: Cache<Text>
}

export const createGroups = (maxTexts: number): Groups => {
  const texts = createCache<Text>(maxTexts)
  const ids = createCache<Text>(maxTexts)
  let born = 0

  const root = (text: Text): Text => {
    let top = text
    while (top.parent !== undefined) top = top.parent
    // whoever asks again has a short way
    for (let at = text; at.parent !== undefined && at !== top; ) {
      const next: Text = at.parent
      at.parent = top
      at = next
    }
    return top
  }

  return {
    texts,
    root,
    of(tokens, depth) {
      // joined, it keeps nothing of the line alive
      const text = tokens.join(' ')
      const high = hashOf(text)
      const low = mix(high, text.length)
      const known = texts.get(high, low)
      if (known?.text === text) return known
      // a text that was only made is never the oldest of a group
      const age = depth === 0 ? born++ : Number.POSITIVE_INFINITY
      const made: Text = { text, depth, born: age, parent: undefined, widest: undefined, id: undefined }
      texts.set(high, low, made)
      return made
    },
    join(a, b) {
      const [one, other] = [root(a), root(b)]
      if (one === other) return
      const [older, younger] = one.born <= other.born ? [one, other] : [other, one]
      younger.parent = older
      const wide = younger.widest ?? younger
      if (wide.depth > (older.widest ?? older).depth) older.widest = wide
    },
    id(text) {
      if (text.id === undefined) {
        text.id = prefix + hash('sha256', text.text).slice(0, 16)
        const [high, low] = bitsOf(text.id)
        ids.set(high, low, text)
      }
      return text.id
    },
    find(id) {
      const [high, low] = bitsOf(id)
      const text = ids.get(high, low)
      return text?.id === id ? text : undefined
    },
  }
}

const prefix = `${fp1.version}:`

/** The 64 bits an id is written in. */
const bitsOf = (id: string): [high: number, low: number] => [
  Number.parseInt(id.slice(prefix.length, prefix.length + 8), 16) | 0,
  Number.parseInt(id.slice(prefix.length + 8), 16) | 0,
]
