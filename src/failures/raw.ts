// Raw: whether the line of a record, as it is stored, may matter to a finder; judged by its bytes, so that most lines are never decoded.
// Promises: never no where a finder with nothing open would begin an event (find.ts), nor where another program reports an issue; linear.

import { createWords } from '../lib/words.ts'
import { reportedType } from '../record/record.ts'
import { stackHints } from './match.ts'
import type { Rule } from './rule.ts'
import { telling } from './said.ts'

/** Whether bytes [from, to), one line of `encodeRecord`, are worth decoding. */
export type RawLook = (bytes: Uint8Array, from: number, to: number) => boolean

export const createRawLook = (rules: readonly Rule[]): RawLook => {
  if (rules.some(({ hints }) => hints.length === 0)) return () => true
  const said = [...rules.flatMap(({ hints }) => hints), ...stackHints, ...places].map(inJson)
  const { occursIn } = createWords([[...said, ...loud, ...names, reported, colour].map(asBytes)])
  return (bytes, from, to) => occursIn(bytes, from + envelopeBytes, to)
}

// in front of the level's value: `{"ts":"2026-01-02T03:04:05.678Z","level":"`; the value itself is a word of the stack's hints
const envelopeBytes = 42

const inJson = (word: string) => JSON.stringify(word).slice(1, -1)
// a letter a byte
const asBytes = (word: string) => Buffer.from(word).toString('latin1')

// what a line ends in that announces a stack of Node's
const places = [...['.js:', '.jsx:', '.ts:', '.tsx:'], ...['c', 'm'].flatMap((m) => [`.${m}js:`, `.${m}ts:`])].concat(
  ['c', 'm'].flatMap((m) => [`.${m}jsx:`, `.${m}tsx:`]),
  ['node:', '[eval]:'],
)

// klog, Android, syslog and logcat begin with a letter, a number or a date and no word; only the message's first letters count
const digits = [...'0123456789']
const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'))
const loud = [
  ...digits.flatMap((digit) => [`E${digit}`, `F${digit}`, `<${digit}`]),
  'E/',
  'F/',
  ...months.map((month) => `${month}-`),
].map((start) => `"message":"${start}`)

/** Attributes that may say more than the message. */
const names = [...telling].map((name) => `${JSON.stringify(name)}:`)

const reported = `"type":"${reportedType}"`

// a word may change its colour half-way
const colour = '\\u001b'
