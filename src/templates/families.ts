// Families: texts that differ in one place only, where what differs looks like values.
//
//   user ada logged in   ┐ one key for «user … logged in», under it the texts
//   user alan logged in  ┘ with another word there; enough of them ─▶ user <*> logged in
//
// Promises: what becomes of a set of texts hardly depends on their order; at most `maxKeys` places are remembered.
// Leaves to others: what looks like a value (looks.ts), ids (groups.ts).
import { type Cache, createCache } from './cache.ts'
import { variable } from './canon.ts'
import { fp1 } from './fp1.ts'
import type { Groups, Text } from './groups.ts'
import { ANCHOR, ID, KEY, looksOf, MARKED, needOf, needOfSpan, never, OWNER, VARIABLE } from './looks.ts'
import { hashOf, mix } from './mix.ts'

/** A place with its first value; most never see a second. */
type Hole = { readonly text: Text; readonly need: number; values: Values | undefined; hasVariable: boolean }
type Values = { readonly texts: Text[]; readonly needs: number[]; family: Text | undefined }

export type Families = {
  /** Looks for what a text that was not seen before has in common with those that were. */
  enter(text: Text, tokens: readonly string[]): void
  readonly keys: Cache<unknown>
}

export const createFamilies = (maxKeys: number, groups: Groups): Families => {
  const holes = createCache<Hole>(maxKeys)
  // filled anew for each text
  const hashes = new Int32Array(fp1.maxTokens)
  const looks = new Int16Array(fp1.maxTokens)
  const front = new Int32Array(fp1.maxTokens + 1)
  const back = new Int32Array(fp1.maxTokens + 1)

  const measure = (tokens: readonly string[]): number => {
    let anchors = 0
    front[0] = 7
    for (let i = 0; i < tokens.length; i++) {
      hashes[i] = hashOf(tokens[i]!)
      looks[i] = looksOf(tokens[i]!)
      if ((looks[i]! & ANCHOR) !== 0) anchors++
      front[i + 1] = mix(front[i]!, hashes[i]!)
    }
    back[tokens.length] = 11
    for (let i = tokens.length - 1; i >= 0; i--) back[i] = mix(back[i + 1]!, hashes[i]!)
    return anchors
  }

  /** Puts a text under the place `high`, `low`; returns the family that comes of it, when it is new. */
  const put = (high: number, low: number, text: Text, need: number, isVariable: boolean, open: () => string[]) => {
    const hole = holes.get(high, low)
    if (hole === undefined) {
      holes.set(high, low, { text, need, values: undefined, hasVariable: isVariable })
      return undefined
    }
    if (hole.values === undefined) {
      if (hole.text.text === text.text) return undefined
      hole.values = { texts: [hole.text], needs: [hole.need], family: undefined }
    }
    const { values } = hole
    const isKnown = values.texts.some((one) => one.text === text.text)
    if (isKnown || values.texts.length >= fp1.maxValues) {
      if (values.family !== undefined && need <= values.texts.length) groups.join(text, values.family)
      return undefined
    }
    values.texts.push(text)
    values.needs.push(need)
    if (isVariable) hole.hasVariable = true
    return settle(values, hole.hasVariable, text.depth, open)
  }

  const settle = (values: Values, hasVariable: boolean, depth: number, open: () => string[]): Text | undefined => {
    const needs = hasVariable ? values.needs.map(eased) : values.needs
    const most = vouched(needs)
    if (most < 2) return undefined
    const made = values.family === undefined ? groups.of(open(), depth + 1) : undefined
    values.family ??= made!
    for (const [i, text] of values.texts.entries()) if (needs[i]! <= most) groups.join(text, values.family)
    return made
  }

  const enter = (text: Text, tokens: readonly string[]): void => {
    const { depth } = text
    const anchors = measure(tokens)
    const wider: Text[] = []
    const note = (family: Text | undefined) => {
      if (family !== undefined) wider.push(family)
    }
    const begins = Math.min(tokens.length, fp1.maxHoles)
    for (let i = 0; i < begins; i++) {
      const before = i === 0 ? 0 : looks[i - 1]!
      let left = anchors
      for (let gap = 1; gap <= fp1.maxGap && i + gap <= tokens.length; gap++) {
        const own = looks[i + gap - 1]!
        if ((own & KEY) !== 0 || (gap > 1 && (own & looks[i]! & ID) === 0)) break
        if ((own & ANCHOR) !== 0) left--
        const need = gap === 1 ? needOf(own, before, left) : needOfSpan(before, left)
        if (need === never) continue
        const [head, tail] = [front[i]!, back[i + gap]!]
        const isVariable = gap === 1 && (own & VARIABLE) !== 0
        note(put(mix(head, tail), mix(tail, ~head), text, need, isVariable, () => opened(tokens, i, gap)))
      }
    }
    if (depth === 0) note(enterJoint(text, tokens))
    if (depth < fp1.maxDepth) for (const family of wider) enter(family, family.text.split(' '))
  }

  /** All doubtful places opened at once: several of them may change together, so that no two texts differ in one place only. */
  const enterJoint = (text: Text, tokens: readonly string[]): Text | undefined => {
    const all: string[] = []
    let [high, low] = [17, 19]
    let places = 0
    let anchors = 0
    for (let i = 0; i < tokens.length; i++) {
      const own = looks[i]!
      const isOwned = i > 0 && (looks[i - 1]! & OWNER) !== 0
      const isDoubtful = i > 0 && (own & (KEY | VARIABLE)) === 0 && ((own & (ID | MARKED)) !== 0 || isOwned)
      if (isDoubtful) places++
      else if ((own & ANCHOR) !== 0) anchors++
      const isOpen = isDoubtful || (own & VARIABLE) !== 0
      if (isOpen && all.at(-1) === variable) continue
      all.push(isOpen ? variable : tokens[i]!)
      high = mix(high, isOpen ? 1 : hashes[i]!)
      low = mix(isOpen ? 1 : ~hashes[i]!, low)
    }
    if (places < 2 || anchors < 2) return undefined
    return put(high, low, text, fp1.joint, false, () => all)
  }

  return { enter, keys: holes }
}

/** A place that has shown a number asks less of words; of states it asks the same. */
const eased = (need: number): number =>
  need >= fp1.need.enumerated ? need : Math.max(2, Math.min(need - 1, fp1.need.besideVariable))

/** The most values that vouch for each other: none of them asks for more than there are. */
const vouched = (needs: readonly number[]): number => {
  const sorted = [...needs].sort((a, b) => a - b)
  let most = 0
  for (let i = 0; i < sorted.length; i++) if (sorted[i]! <= i + 1) most = i + 1
  return most
}

const opened = (tokens: readonly string[], at: number, gap: number): string[] => {
  const out = tokens.slice(0, at)
  if (out.at(-1) !== variable) out.push(variable)
  const rest = tokens.slice(at + gap)
  return [...out, ...(rest[0] === variable ? rest.slice(1) : rest)]
}
