// Envelope: what a program prints in front of its lines: the time, the level, a tag; and what docker, a syslog or a task runner adds.
// Promises: linear; what it does not know stays in the body.
// Leaves to others: which lines belong together (join.ts).
import { levelNamed } from '../record/level.ts'
import { type Level, levels } from '../record/record.ts'
import { type Head, type Step, steps } from './envelope-steps.ts'

/** `body` keeps its indentation. */
export type Peeled = Head & { body: string }

const maxRounds = 6

export const peel = (line: string): Peeled => {
  const peeled: Peeled = { tag: '', body: line, level: undefined, hasTime: false }
  // what is indented has no envelope, but for a level that is padded in front
  let at = paddedLevel.test(line) ? 1 : 0
  if (at === 0 && (line[0] === ' ' || line[0] === '\t')) return peeled
  for (let round = 0; round < maxRounds && at < line.length; round++) {
    const from = at
    for (let i = nextStep(line, at, 0); i < steps.length; i = nextStep(line, at, i + 1))
      at = cut(steps[i]!, line, at, peeled)
    if (at === from) break
  }
  peeled.body = line.slice(at)
  return peeled
}

// tracing without a time, consola
const paddedLevel = /^ (?:INFO|WARN|ERROR|FATAL) {1,2}\S/

// by letter and step: the next step that can begin with the letter
const nextSteps = Array.from({ length: 128 }, (_, code) => {
  const next = new Uint8Array(steps.length + 1).fill(steps.length)
  for (let i = steps.length - 1; i >= 0; i--)
    next[i] = steps[i]!.begins.test(String.fromCharCode(code)) ? i : next[i + 1]!
  return next
})
const nextStep = (line: string, at: number, from: number): number =>
  nextSteps[line.charCodeAt(at)]?.[from] ?? steps.length

/** Where the line goes on behind the step, if it stands there. */
const cut = ({ form, names, isAt }: Step, line: string, at: number, head: Head): number => {
  if (!isAt(head, at, line)) return at
  form.lastIndex = at
  const found = form.exec(line)
  if (found === null) return at
  for (let i = 0; i < names.length; i++) {
    const text = found[i + 1]
    if (text === undefined) continue
    const name = names[i]!
    if (name === 'time') head.hasTime = true
    else if (name === 'tag') head.tag += `${text.trim()}|`
    else head.level = levelsOf[name](text)
  }
  return form.lastIndex
}

const levelsOf = {
  level: levelNamed,
  letter: (text: string) => letterLevels[text],
  priority: (text: string) => ofSeverity[Number(text) % 8],
}
const letterLevels: Record<string, Level> = {
  ...{ V: 'trace', D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' },
  // Redis' marks; Ruby's unknown
  ...{ '.': 'debug', '-': 'info', '*': 'info', '#': 'warn', A: 'info' },
}
// RFC 5424, table 2
const ofSeverity: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']

const ranks = Object.fromEntries(levels.map((level, rank) => [level, rank])) as Record<Level, number>

export const isAtLeast = (level: Level | undefined, least: Level): boolean =>
  level !== undefined && ranks[level] >= ranks[least]

export const highest = (level: Level, other: Level | undefined): Level =>
  other !== undefined && isAtLeast(other, level) ? other : level
