// Templates: group ids on one core, in this process, with every rule and the fingerprint on: messages, whole lines behind many kinds of
// heads, texts never seen before; each beside a plain loop that hashes every character of the same lines. Processor time of all threads, as
// on one core.
import { seeded } from '../judges/random.ts'
import { createFinder } from '../src/failures/find.ts'
import { builtInRules } from '../src/failures/rules/rules.ts'
import { createMiner, type Miner } from '../src/templates/miner.ts'
import { styles } from '../src/templates/testing/heads.ts'
import { createPick, messagesOf } from '../src/templates/testing/messages.ts'
import { leastCpuMs } from './stats.ts'
import type { Row } from './table.ts'

const count = 60_000
const rounds = 12
// lines that one of the two reads before the other gets them, as the service reads a log: piece by piece
const piece = 200
// of sources only the half that was asked for last is sure to be known
const bounds = { maxTemplates: 20_000, maxKeys: 250_000, maxSources: 2 * styles.length }

type Line = { text: string; source: string }

export const templates = async (): Promise<Row[]> => {
  const messages = messagesOf(createPick(1), count).map(({ text }) => ({ text: flat(text), source: '' }))
  const warm = createMiner(bounds)
  return [
    rowOf('rules and group ids, messages', [150_000, 300_000], messages, () => warm, byMessage),
    rowOf('rules and group ids, whole lines', [120_000, 200_000], calmed(behindHeads(messages)), () => warm, byLine),
    rowOf('the same, as loud as in an outage', undefined, behindHeads(messages), () => warm, byLine),
    // each round a miner that has seen nothing
    rowOf(
      'rules and group ids, texts not seen before',
      [40_000, 60_000],
      coldTexts(),
      () => createMiner(bounds),
      byMessage,
    ),
  ]
}

const byMessage = (miner: Miner, { text }: Line) => miner.message(text)
const byLine = (miner: Miner, { text, source }: Line) => miner.group(text, source)

const rowOf = (
  what: string,
  atLeast: readonly [number, number] | undefined,
  lines: readonly Line[],
  minerOf: () => Miner,
  group: (miner: Miner, line: Line) => string,
): Row => {
  let [best, plain, alone] = [0, 0, 0]
  const finder = createFinder({ rules: builtInRules })
  const find = ({ text, source }: Line) =>
    finder.take({ ts: '2026-01-01T00:00:00.000Z', level: 'info', source, message: text }, '1', '2').length
  for (let round = 0; round < rounds; round++) {
    const [other, miner] = [minerOf(), minerOf()]
    alone = Math.max(alone, perSecond(lines, [(line) => group(other, line).length]))
    best = Math.max(best, perSecond(lines, [(line) => group(miner, line).length, find]))
    plain = Math.max(plain, perSecond(lines, [({ text }) => hashOf(text)]))
  }
  const failures = lines.reduce((sum, line) => sum + find(line), 0)
  const share = `${((failures / lines.length) * 100).toFixed(1)} % failures`
  const note = `${share}; ${(best / plain).toFixed(3)} of the plain loop's ${Math.round(plain / 1000)} k; ${Math.round(alone / 1000)} k without rules`
  return { what, value: best, unit: 'lines/s', atLeast, note }
}

const perSecond = (lines: readonly Line[], works: readonly ((line: Line) => number)[]): number => {
  let sum = 0
  const tookMs = leastCpuMs(1, () => {
    for (let from = 0; from < lines.length; from += piece) {
      const some = lines.slice(from, from + piece)
      for (const work of works) for (const line of some) sum ^= work(line)
    }
  })
  // what nobody uses may be left out by the compiler
  if (sum === 0.5) console.log(sum)
  return (lines.length / tookMs) * 1000
}

const hashOf = (text: string): number => {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** Every style of head a source of its own, in turns. */
const behindHeads = (messages: readonly Line[]): Line[] => {
  const pick = createPick(2)
  return messages.map(({ text }, i) => {
    const { name, line } = styles[i % styles.length]!
    return { text: flat(line(pick, text)), source: name }
  })
}

/** With no more failures than lines of people's logs have: one in thirty (the mean of eight public log sets). */
const calmed = (lines: readonly Line[]): Line[] => {
  const random = seeded(4)
  const isLoud = /ERR|error|FATAL|^E\d{4} |permission denied|no such file|hang up/
  return lines.filter(({ text }) => !isLoud.test(text) || random() < quietShare)
}
const quietShare = 0.01

/** Sentences of 6 to 14 words out of 4,000, a value now and then; hardly two alike. */
const coldTexts = (): Line[] => {
  const random = seeded(3)
  const below = (max: number) => Math.floor(random() * max)
  const syllables = 'ba ke li mo nu pra ste tri ver zon dal fer'.split(' ')
  const words = Array.from({ length: 4000 }, (_, i) =>
    [i % 12, Math.floor(i / 12) % 12, Math.floor(i / 144) % 12, Math.floor(i / 1728)]
      .map((at) => syllables[at])
      .join(''),
  )
  const wordOf = () => (random() < 0.15 ? String(below(1e6)) : words[below(words.length)]!)
  return Array.from({ length: count }, () => ({
    text: flat(Array.from({ length: 6 + below(9) }, wordOf).join(' ')),
    source: '',
  }))
}

/** One piece of memory, as a line that was read is: code that has met pieces of others looks for them ever after. */
const flat = (text: string): string => Buffer.from(text).toString()
