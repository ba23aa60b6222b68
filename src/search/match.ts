// Match: from a plan to a function that walks a block from one matching line to the next.
// Promises: only message and attributes are searched; a line with many finds is one match.
import { createAnchor } from './anchor.ts'
import type { Arena } from './arena.ts'
import { envelopeOf, isRecord, isString, isSuspect, startOfLine, textsOf } from './line.ts'
import { createLiteral } from './literal.ts'
import type { Block } from './pieces.ts'
import type { Plan } from './plan.ts'
import { requiredLiteral } from './required.ts'

/** The index behind the block's first matching line at or after the line start `from`, or -1. */
export type Next = (block: Block, from: number) => number

type Check = (bytes: Buffer, start: number, end: number) => boolean

export const createNext = (arena: Arena, plan: Plan): Next => {
  const literal = plan.grep === undefined ? undefined : createLiteral(arena, plan.grep)
  const judge = literal?.judge
  const checks: Check[] = []
  if (plan.level || plan.source || plan.from || plan.to) checks.push(envelopeCheck(plan))
  if (literal && !judge) checks.push(literal.isIn)
  if (plan.regex) checks.push(regexCheck(plan.regex))

  const fragment = literal?.fragment ?? literalOf(plan)
  const anchor = fragment === undefined ? (from: number) => from : createAnchor(arena, Buffer.from(fragment))

  const lineBreak = createAnchor(arena, Buffer.from('\n'))

  return (block, from) => {
    const { bytes } = arena
    const { to } = block
    let at = from
    while (at < to) {
      at = anchor(at, to)
      if (at < 0 || at >= to) return -1
      const goOn = judge ? judge(bytes, at, to) : 0
      if (goOn > 0) {
        at = goOn
        continue
      }
      const end = lineBreak(at, to) + 1
      block.isSuspect ??= isSuspect(bytes, block.from, to)
      if (checks.length === 0 && !block.isSuspect) return end
      const start = startOfLine(bytes, at)
      const isDamaged = !isRecord(bytes, start, end) || (block.isSuspect && isSuspect(bytes, start, end))
      if (!isDamaged && checks.every((check) => check(bytes, start, end))) return end
      at = end
    }
    return -1
  }
}

const literalOf = ({ regex, level, source }: Plan): string | undefined => {
  const required = regex && requiredLiteral(regex.source, regex.flags)
  if (required) return required
  if (source !== undefined) return `,"source":${JSON.stringify(source)}`
  return level && `,"level":"${level}"`
}

const envelopeCheck = ({ level, source, from, to }: Plan): Check => {
  const storedLevel = level && Buffer.from(level)
  const storedSource = source === undefined ? undefined : Buffer.from(JSON.stringify(source).slice(1, -1))
  return (bytes, start) => {
    const envelope = envelopeOf(bytes, start)
    if (storedLevel && !isString(bytes, envelope.level, storedLevel)) return false
    if (storedSource && !isString(bytes, envelope.source, storedSource)) return false
    if (from === undefined && to === undefined) return true
    const ts = bytes.toString('latin1', envelope.ts, envelope.ts + isoLength)
    return (from === undefined || ts >= from) && (to === undefined || ts < to)
  }
}

const isoLength = '2026-11-21T08:00:00.000Z'.length

const regexCheck = ({ source, flags }: { source: string; flags: string }): Check => {
  const regex = new RegExp(source, flags)
  return (bytes, start, end) => {
    const texts = textsOf(bytes, start, end)
    if (!texts) return false
    const stored = bytes.toString('utf8', texts.message, texts.messageEnd)
    if (regex.test(stored.includes('\\') ? (JSON.parse(`"${stored}"`) as string) : stored)) return true
    const { attributes, attributesEnd } = texts
    return attributes < attributesEnd && regex.test(bytes.toString('utf8', attributes, attributesEnd))
  }
}
