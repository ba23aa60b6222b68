// Headers of HTTP wherever they are quoted: bearer and basic credentials, cookies.
// Promises: the scheme, the cookies' names and their attributes stay readable; linear time.
// Leaves to others: `Authorization` and `X-Api-Key` as names of values (named.ts).
import { quotedEnd } from './named.ts'
import { behindQuotes, type Check, isMark, mark, type Rule } from './rule.ts'

const bearer = /(\bbearer(?:\\{0,15}["'`]|%20|[\s:=+,]){1,4})([A-Za-z0-9._~+/=-]{12,})/gi

const isBearerToken = (run: string) => /\d/.test(run) || run.length >= 40

// b64token of RFC 6750 §2.1, where no header name stands before it
export const bearerRule: Rule = {
  kind: 'bearer',
  anchors: [{ like: 'bearer', ignoreCase: true, check: (bytes, _, end) => runLength(bytes, end) >= 12 }],
  mask: (text) =>
    text.replace(bearer, (whole, before: string, run: string) =>
      isBearerToken(run) ? before + mark('bearer') : whole,
    ),
}

const basic = /(\bbasic(?:\s|%20){1,4})([A-Za-z0-9+/]{8,}={0,2})/gi

/** RFC 7617: base64 of `user:password`. Docker and npm keep the same under `auth`. */
export const basicRule: Rule = {
  kind: 'basic',
  anchors: [{ like: 'basic', ignoreCase: true, check: (bytes, _, end) => runLength(bytes, end) >= 8 }],
  mask: (text) =>
    text.replace(basic, (whole, before: string, run: string) =>
      isUserAndPassword(run) ? before + mark('basic') : whole,
    ),
}

const isAssigned: Check = (bytes, _, end) => {
  const byte = bytes[behindQuotes(bytes, end)]
  return byte === 0x3a || byte === 0x3d
}

const auth = /((?<![A-Za-z0-9])_?auth\\{0,15}["'`]?\s{0,4}[:=]\s{0,4}\\{0,15}["'`]?)([A-Za-z0-9+/]{8,}={0,2})/gi

export const authRule: Rule = {
  kind: 'basic',
  anchors: [{ like: '?auth', ignoreCase: true, check: isAssigned }],
  mask: (text) =>
    text.replace(auth, (whole, before: string, run: string) =>
      isUserAndPassword(run) ? before + mark('basic') : whole,
    ),
}

const isUserAndPassword = (base64: string) =>
  /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(base64, 'base64').toString('latin1'))

// how long a run of token letters stands behind blanks, quotes and separators
const runLength = (bytes: Uint8Array, end: number): number => {
  let from = behindQuotes(bytes, end)
  while (from < Math.min(bytes.length, end + 128) && separators.includes(bytes[from]!))
    from = behindQuotes(bytes, from + 1)
  let i = from
  while (from > end && i < from + 12 && i < bytes.length && tokenByte.test(String.fromCharCode(bytes[i]!))) i++
  return i - from
}
const separators = Buffer.from(':=+,%20')
const tokenByte = /[A-Za-z0-9._~+/=-]/

const cookieHeader = /\b(?:set-)?cookie2?(?:\\{0,15}["'`])?[ \t]{0,4}[:=][ \t]{0,4}(?:\[[ \t]{0,4})?/gi
const openingQuote = /(\\{0,15})(["'`])/y
const nextQuote = /\\{0,15}["'`]\s{0,4},\s{0,4}(\\{0,15})(["'`])/y
const pair = /([^\s=;,"'`\\]{1,256})=([^\s;,"'`\\]+)/g
// RFC 6265 §4.1.1 and what browsers added
const cookieAttributes = new Set(['path', 'domain', 'expires', 'max-age', 'samesite', 'priority', 'version', 'comment'])

const maskCookies = (text: string): string => {
  let out = ''
  let done = 0
  cookieHeader.lastIndex = 0
  while (cookieHeader.test(text)) {
    for (let [from, end] = valueRange(text, cookieHeader.lastIndex); ; ) {
      out += text.slice(done, from) + maskPairs(text.slice(from, end))
      done = end
      nextQuote.lastIndex = end
      const next = nextQuote.exec(text)
      if (next === null) break
      from = nextQuote.lastIndex
      end = quotedEnd(text, from, next[2]!, next[1]!.length)
    }
    cookieHeader.lastIndex = done
  }
  return out + text.slice(done)
}

const valueRange = (text: string, at: number): [from: number, end: number] => {
  openingQuote.lastIndex = at
  const quoted = openingQuote.exec(text)
  if (quoted !== null) {
    return [openingQuote.lastIndex, quotedEnd(text, openingQuote.lastIndex, quoted[2]!, quoted[1]!.length)]
  }
  const lineEnd = /\r?\n|\\{1,15}[nr"']|["'`]|$/g
  lineEnd.lastIndex = at
  return [at, lineEnd.exec(text)!.index]
}

const maskPairs = (value: string) =>
  value.replace(pair, (whole, name: string, content: string) =>
    cookieAttributes.has(name.toLowerCase()) || isMark(content) ? whole : `${name}=${mark('cookie')}`,
  )

const hasPair: Check = (bytes, _, end) => {
  const limit = Math.min(bytes.length, end + 320)
  for (let i = end; i < limit; i++) {
    if (bytes[i] === 0x0a) return false
    if (bytes[i] === 0x3d) return true
  }
  return limit === end + 320
}

export const cookieRule: Rule = {
  kind: 'cookie',
  anchors: [{ like: 'cookie', ignoreCase: true, check: hasPair }],
  mask: maskCookies,
}
