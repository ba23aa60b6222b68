// Miner: which lines say the same with other values, found out while they stream by.
//
//   line ─▶ heads.ts: where the message begins ─▶ scan.ts: words and values ─▶ hash known? ─▶ its group
//                                                                               └─ no ─▶ canon.ts ─▶ families.ts ─▶ groups.ts
//
// Promises: one setting for every kind of log; an id for every line, the same for the same line on every machine until families are
//   learned; memory is bounded by `bounds`. A group id serves folding and novelty. It is never the identity of an issue.
// Leaves to others: keeping lines, counting them.
import { createCache } from './cache.ts'
import { canon, readable } from './canon.ts'
import { createFamilies } from './families.ts'
import { createGroups, type Text } from './groups.ts'
import { createHeads } from './heads.ts'
import { createTokens, scan } from './scan.ts'

/** How many texts, places of values, and sources are remembered; what goes beyond is forgotten, the oldest first. */
export type MinerBounds = { maxTemplates: number; maxKeys: number; maxSources: number }

/** `forgotten`: how often one of them was; groups may then be split. */
export type MinerStats = { templates: number; keys: number; forgotten: number }

export type Miner = {
  /** Lets a line vote on what its source's heads look like, before any is grouped: the first lines are then cut like the later ones. */
  learn(line: string, source?: string): void
  /** The group of a whole line, with whatever stands in front of its message; the id it has now. */
  group(line: string, source?: string): string
  /** The same for a message alone. */
  message(text: string): string
  /** The id that lines of this id have by now: later lines may have shown that two groups are one. */
  settled(id: string): string
  /** What the lines of a group have in common, `<*>` for values; undefined for an id that is not known (any more). */
  template(id: string): string | undefined
  stats(): MinerStats
}

export const createMiner = ({ maxTemplates, maxKeys, maxSources }: MinerBounds): Miner => {
  const tokens = createTokens()
  const seen = createCache<Text>(maxTemplates)
  const groups = createGroups(maxTemplates)
  const families = createFamilies(maxKeys, groups)
  const heads = createHeads(maxSources)

  const textAt = (line: string, at: number): Text => {
    scan(line, at, tokens)
    const { high, low } = tokens
    const known = seen.get(high, low)
    if (known !== undefined) return known
    const words = canon(line, tokens)
    const text = groups.of(words, 0)
    seen.set(high, low, text)
    families.enter(text, words)
    return text
  }

  const idAt = (line: string, at: number): string => groups.id(groups.root(textAt(line, at)))

  return {
    learn(line, source = '') {
      heads.messageOf(plain(line), source)
    },
    group(line, source = '') {
      const { text, at } = heads.messageOf(plain(line), source)
      return idAt(text, at)
    },
    message: (text) => idAt(plain(text), 0),
    settled(id) {
      const text = groups.find(id)
      return text === undefined ? id : groups.id(groups.root(text))
    },
    template(id) {
      const text = groups.find(id)
      if (text === undefined) return undefined
      const root = groups.root(text)
      return readable((root.widest ?? root).text.split(' '))
    },
    stats: () => ({
      templates: groups.texts.size,
      keys: families.keys.size,
      forgotten: groups.texts.forgotten + families.keys.forgotten + heads.forgotten,
    }),
  }
}

/** Colours and cursor movements are no part of what a line says. */
const plain = (line: string): string => (line.includes('\x1b') ? line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '') : line)
