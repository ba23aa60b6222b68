// User patterns: what the owner of the service wants hidden, as regular expressions in RE2's syntax.
// Promises: linear time by the engine; a pattern that it refuses stops the start and says why.
// Leaves to others: patterns of vendors (forges.ts, clouds.ts, services.ts).
import { RE2JS } from 're2js'
import { fail } from '../errors.ts'
import { mark, markPattern, type Rule } from './rule.ts'

/** The rule of one pattern; kind `user`. Errors: PATTERN_INVALID for look-around, back-references, syntax, and for what matches nothing. */
export const userRule = (pattern: string): Rule => {
  const compiled = compile(pattern)
  const literal = requiredLiteral(pattern)
  return {
    kind: 'user',
    anchors: literal === undefined ? [] : [{ like: literal, ignoreCase: true }],
    mask: (text) => maskMatches(compiled, text),
  }
}

const compile = (pattern: string): RE2JS => {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fail('PATTERN_INVALID', { pattern, reason: `${reason}; the syntax is RE2's` }, error)
  }
  if (compiled.matcher('').find()) throw fail('PATTERN_INVALID', { pattern, reason: 'it matches the empty text' })
  return compiled
}

// What of a match lies outside marks is masked: a pattern that matches marks themselves must not nest them.
const maskMatches = (compiled: RE2JS, text: string): string => {
  const matcher = compiled.matcher(text)
  let out = ''
  let done = 0
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()]
    if (start === end) continue
    out += text.slice(done, start) + maskOutsideMarks(text, start, end)
    done = end
  }
  return out + text.slice(done)
}

const maskOutsideMarks = (text: string, start: number, end: number): string => {
  const inside = marksOf(text).filter((m) => m.start < end && m.end > start)
  let out = ''
  let at = start
  for (const m of inside) {
    if (m.start > at) out += mark('user')
    out += text.slice(Math.max(m.start, at), Math.min(m.end, end))
    at = m.end
  }
  return at < end ? out + mark('user') : out
}

const marksOf = (text: string) =>
  [...text.matchAll(new RegExp(markPattern, 'g'))].map((m) => ({ start: m.index, end: m.index + m[0].length }))

/** A run of plain letters that every match holds, when one is easily seen: outside of groups, classes and alternatives. */
export const requiredLiteral = (pattern: string): string | undefined => {
  // what is optional, chosen between, or escaped in a way that needs a parser is not looked into
  if (/[|]|\\[QEpPxC]|\(\?/.test(pattern)) return undefined
  const flat = pattern.replace(/\\./g, '\0').replace(/\[\^?\]?[^\]]*\]/g, '\0')
  let depth = 0
  let run = ''
  let best = ''
  for (let i = 0; i < flat.length; i++) {
    const letter = flat[i]!
    if (letter === '(') depth++
    if (letter === ')') depth--
    const isPlain = depth === 0 && /[A-Za-z0-9_-]/.test(letter) && !/[?*{]/.test(flat[i + 1] ?? '')
    run = isPlain ? run + letter : ''
    // the digits of a repetition are no letters of a match
    if (letter === '{') i = flat.indexOf('}', i) < 0 ? flat.length : flat.indexOf('}', i)
    if (run.length > best.length) best = run
  }
  return best.length >= 4 ? best : undefined
}
