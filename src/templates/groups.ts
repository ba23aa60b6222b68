// Groups: the texts that were seen or made, which of them are one, and their ids.
// Promises: the id of a text is its SHA-256, the same on every machine; the id of a group is that of its oldest text, so it stays what
//   it is while the group grows. At most `maxTexts` texts are known by name; a forgotten one comes back with the id it had.
// Leaves to others: which texts belong together (families.ts).
import { hash } from 'node:crypto'
import { fp1 } from './fp1.ts'
import { createKnown, type Known } from './known.ts'

export type Text = {
  readonly text: string
  readonly tokens: readonly string[]
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
  readonly texts: Known<Text>
}

export const createGroups = (maxTexts: number): Groups => {
  const texts = createKnown<Text>(maxTexts)
  const ids = createKnown<Text>(maxTexts)
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
      const text = tokens.join(' ')
      const known = texts.get(text)
      if (known !== undefined) return known
      // a text that was only made is never the oldest of a group
      const age = depth === 0 ? born++ : Number.POSITIVE_INFINITY
      const made: Text = { text, tokens, depth, born: age, parent: undefined, widest: undefined, id: undefined }
      texts.set(text, made)
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
        text.id = `${fp1.version}:${hash('sha256', text.text).slice(0, 16)}`
        ids.set(text.id, text)
      }
      return text.id
    },
    find: (id) => ids.get(id),
  }
}
