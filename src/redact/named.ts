// Values named like secrets: `password=…`, `"clientSecret": "…"`, `--token …`, `{"name":"API_KEY","value":"…"}`, `<password>…`.
// Promises: the name stays readable; works inside JSON inside strings; linear time: every name is looked at within bounds
//   and every value is passed once.
// Leaves to others: which names (name.ts), which values tell nothing (placeholder.ts), attribute keys (record.ts).
//
//   "db_password\": \"hunter2\""        name = core `password`, widened to both sides
//    └──name───┘└sep┘└value┘            value: to the quote that is escaped as often as the opening one
import { coreAnchors, coreSource, isPasswordName, isSecretKeyOrNoKey, isSecretName } from './name.ts'
import { isCode, isPlaceholder } from './placeholder.ts'
import { behindQuotes, type Check, mark, markPattern, type Rule } from './rule.ts'

const quote = String.raw`\\{0,15}["'\`]`
const core = new RegExp(coreSource, 'gi')
const nameEnd = /[\w-]{0,32}/y
const scheme =
  /(?:bearer|basic|token|bot|apikey|api-key|digest|negotiate|key|oauth|ssws|geniekey|flyv1|aws4-hmac-sha256)[ \t]{1,4}/iy

/** What may stand between a name and its value; `takesBare`: the value may go without quotes. */
const separators: readonly { pattern: RegExp; takesBare: boolean; onlyAfter?: RegExp }[] = [
  { pattern: new RegExp(`(?:${quote}\\]?)?[ \\t]{0,8}(?::=|:(?!:)|=(?![=>~]))[ \\t]{0,8}`, 'y'), takesBare: true },
  { pattern: new RegExp(`(?:${quote}\\]?)?[ \\t]{0,8}(?:=>|={2,3})[ \\t]{0,8}`, 'y'), takesBare: false },
  { pattern: new RegExp(`${quote}\\s{0,4},\\s{0,4}${quote}value${quote}\\s{0,4}:\\s{0,4}`, 'y'), takesBare: false },
  { pattern: />/y, takesBare: true, onlyAfter: /<$/ },
  { pattern: new RegExp(`[ \\t]{1,4}|${quote}\\s{0,4},\\s{0,4}(?=${quote})`, 'y'), takesBare: true, onlyAfter: /^--?/ },
]

// `const token = fresh`: another name of the program
const declaration = /\b(?:const|let|var|val|final)\s{1,4}$/

const opening = /((?:\[\s{0,4})?[bfru]?(\\{0,15})(["'`]))/y
// a comma and the like end a bare value only where something new begins behind them; a mark is taken whole
const bare = new RegExp(
  `(?:${markPattern.source}|[^\\s"'\`<>\\\\,;&(){}[\\]|]|[(\\[{](?!\\s)|[|,;&)}\\]](?!\\s|$|["'\\\\)}\\]]|&|[\\w.-]{1,40}[=:])|\\\\(?![nrtu"'\\\\/]))+`,
  'y',
)

const maskNamed = (text: string): string => {
  const pieces: string[] = []
  let done = 0
  core.lastIndex = 0
  for (let found = core.exec(text); found !== null; found = core.exec(text)) {
    const hit = secretAt(text, found.index, done)
    if (hit === undefined) continue
    pieces.push(text.slice(done, hit.start), mark(hit.kind))
    done = hit.end
    core.lastIndex = Math.max(done, core.lastIndex)
  }
  return done === 0 ? text : pieces.join('') + text.slice(done)
}

type Hit = { kind: string; start: number; end: number }

// the value that belongs to the name whose core begins at `at`; nothing before `from` is looked at
const secretAt = (text: string, at: number, from: number): Hit | undefined => {
  const before = /[\w.-]{0,48}$/.exec(text.slice(Math.max(from, at - 48), at))![0]
  nameEnd.lastIndex = at
  const name = before + nameEnd.exec(text)![0]
  const end = at - before.length + name.length
  if (!isSecretName(name)) return undefined
  for (const { pattern, takesBare, onlyAfter } of separators) {
    pattern.lastIndex = end
    if (pattern.test(text) && (onlyAfter === undefined || isAfter(text, at, before, onlyAfter))) {
      const isDeclared = declaration.test(text.slice(Math.max(0, end - name.length - 10), end - name.length))
      return valueAt(text, pattern.lastIndex, name, takesBare, isDeclared)
    }
  }
  return undefined
}

const isAfter = (text: string, at: number, before: string, pattern: RegExp) =>
  pattern.test(
    pattern.source.startsWith('^') ? before : text.slice(Math.max(0, at - before.length - 1), at - before.length),
  )

const valueAt = (text: string, at: number, name: string, takesBare: boolean, isDeclared: boolean): Hit | undefined => {
  opening.lastIndex = at
  const quoted = opening.exec(text)
  scheme.lastIndex = quoted === null ? at : opening.lastIndex
  const start = scheme.test(text) ? scheme.lastIndex : quoted === null ? at : opening.lastIndex
  if (quoted !== null) {
    const end = quotedEnd(text, start, quoted[3]!, quoted[2]!.length)
    const value = text.slice(start, end)
    return isPlaceholder(value) || isNamedOtherwise(name, value) ? undefined : { kind: kindOf(name), start, end }
  }
  bare.lastIndex = start
  if (!takesBare || !bare.test(text)) return undefined
  const value = text.slice(start, bare.lastIndex)
  const tellsNothing =
    value.length < 3 ||
    isPlaceholder(value) ||
    isCode(name, value) ||
    isNamedOtherwise(name, value) ||
    (isDeclared && /^[A-Za-z_$]+$/.test(value))
  return tellsNothing ? undefined : { kind: kindOf(name), start, end: bare.lastIndex }
}

const kindOf = (name: string) => (/authorization$/i.test(name) ? 'authorization' : 'secret')

// `pwd: /home/me` is a folder; a bare number is an amount or a place unless people chose it; a Cookie header is headers.ts's
const isNamedOtherwise = (name: string, value: string): boolean =>
  (/pwd$/i.test(name) && /^(?:[./~]|[A-Za-z]:[\\/])/.test(value)) ||
  (/^[\d.,]+%?$/.test(value) && !isPasswordName(name)) ||
  (/cookie$/i.test(name) && value.includes('=[masked:cookie]'))

/** Where a quoted value ends: at the quote behind as many backslashes as the opening one, or at the end of the line. In a string
 *  that is JSON in JSON k backslashes escape a quote; k of them modulo 2(k+1) end the value, fewer end what is around it. */
export const quotedEnd = (text: string, from: number, quoteMark: string, escapes: number): number => {
  for (let i = from; i < text.length; i++) {
    const letter = text[i]
    if (letter === '\n') return i
    if (letter !== quoteMark) continue
    let run = 0
    while (i - 1 - run >= from && text[i - 1 - run] === '\\') run++
    if (run < escapes || run % (2 * (escapes + 1)) === escapes) return i - Math.min(run, escapes)
  }
  return text.length
}

// Cheap, on bytes, for the prefilter: the name goes on, then quotes and blanks, then a separator; or the name is a flag.
const isFollowedByValue: Check = (bytes, start, end) => {
  let i = end
  const next = bytes[i]! | 0x20
  // tokens, tokenizer
  if (isToken(bytes, end) && (next === 0x73 || next === 0x69)) return false
  while (isNameByte[bytes[i]!] === 1 && i < end + 40) i++
  if (isSeparator[bytes[behindQuotes(bytes, i)]!] === 1) return true
  let first = start
  while (isNameByte[bytes[first - 1]!] === 1 && first > start - 48) first--
  return bytes[first] === 0x2d
}

const isToken = (bytes: Uint8Array, end: number) =>
  (bytes[end - 1]! | 0x20) === 0x6e && (bytes[end - 3]! | 0x20) === 0x6b

const byteTable = (letters: RegExp) =>
  Uint8Array.from({ length: 256 }, (_, code) => (letters.test(String.fromCharCode(code)) ? 1 : 0))
const isNameByte = byteTable(/[A-Za-z0-9_-]/)
const isSeparator = byteTable(/[:=>,]/)

const mayHoldSecret: Check = (bytes, start, end) =>
  isFollowedByValue(bytes, start, end) && isSecretKeyOrNoKey(bytes, start, end)

export const namedRule: Rule = {
  kind: 'secret',
  anchors: coreAnchors.map((anchor) => ({ ...anchor, check: mayHoldSecret })),
  mask: maskNamed,
}
