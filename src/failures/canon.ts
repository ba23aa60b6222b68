// Canon: a message without what differs from one time to the next: ids, numbers, times, addresses, durations, folders.
// Promises: what tells two failures apart stays: host and port, status, errno, SQLSTATE, signal, exit code, names of files, modules,
//   symbols and tests; linear; the same on every machine. A change here is a new version (fingerprint.ts).

const digits = [...'0123456789']
// `needs`: what one of is in every text that the form matches; looking for it costs a tenth of trying the form
type Mask = readonly [needs: readonly string[], form: RegExp, instead: string | ((...found: string[]) => string)]

const masks: readonly Mask[] = [
  [['@'], /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b/g, '<email>'],
  [['-'], /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [['0x', '0X', '@'], /\b0x[0-9a-f]+\b|(?<=\w)@[0-9a-f]{4,8}\b/gi, '<address>'],
  [
    [' '],
    /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? (?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}(?: \d{1,4}){1,2}/g,
    '<time>',
  ],
  // who it was about
  [
    [' '],
    /\b(user|customer|tenant|account|username) [\w.@-]{1,64}(?= (?:not found|does not exist|is not|is locked|has no|was not|cannot|could not|already))/gi,
    '$1 <>',
  ],
  [
    ['-', '/'],
    /\b\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?/g,
    '<time>',
  ],
  [[':'], /\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>'],
  [
    ['://'],
    /\b(https?|wss?|postgres(?:ql)?|mysql|redis|mongodb(?:\+srv)?|amqps?):\/\/(?:[^\s/@]{1,200}@)?([\w.-]{1,253}(?::\d{1,5})?)([^\s"'`)\]]*)/gi,
    (_, scheme, host, route) => `${scheme}://${hostPort(host!)}${routeOf(route!)}`,
  ],
  [
    [':'],
    /(?:\[?::1\]?|\b(?:127\.0\.0\.1|0\.0\.0\.0|localhost)|\b\d{1,3}(?:\.\d{1,3}){3}|\b[a-z][\w-]{0,62}(?:\.[a-z][\w-]{0,62}){0,8}):\d{2,5}\b(?![:.\d])/gi,
    (host) => hostPort(host),
  ],
  [['127.0.0.1', 'localhost', '::1'], /\b(?:127\.0\.0\.1|localhost)\b|(?<![\w:])::1\b/g, 'localhost'],
  // a path: its last name
  [
    ['/', '\\'],
    /(?<![\w/.@<-])(?:[A-Za-z]:\\|~?\/|\.{1,2}\/)(?:[^\s"'`:()[\]{}<>,;\\/]{1,255}[\\/])*([^\s"'`:()[\]{}<>,;\\/]{0,255})(?::\d+(?::\d+)?)?/g,
    (_, name) => baseName(name!),
  ],
  [
    ['/'],
    /\b[\w.-]{1,100}(?:\/[\w.-]{1,100}){1,20}\/([\w-]{1,100}\.\w{1,8})(?::\d+(?::\d+)?)?\b/g,
    (_, name) => baseName(name!),
  ],
  [[':'], /\b([\w-]{1,100}\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|c|cc|cpp|h|rb|php|cs)):\d+(?::\d+)?\b/g, '$1'],
  [
    digits,
    /\b\d+(?:\.\d+)? ?(?:ns|µs|us|ms|s|sec|secs|seconds?|minutes?|mins?|hours?|[KMGT]i?B|bytes|kB|%)(?![\w])/g,
    '<n>',
  ],
]

// in quotes stand names of the code, which count, and what was worked on, which does not: the words around say which
const quoted = /(?<!\w)(["'`])([^"'`\n]{0,200})\1(?!\w)/g
const isNamed =
  /(?:^|\b(?:module|package|library|reading|setting|properties|property|attribute|names?|named|symbol|function|method|variable|columns?|table|relation|constraint|index|key|field|class|type|types|expected|found|import|export|identifier|command|file|directory|open|crate|trait|component|option|flag|argument|parameter|operator|script|target|test|service|container|image|job|stage|database|role|schema|extension|from)\b)[ :=(]{0,3}$/i
const isNaming =
  /^ (?:is (?:not )?(?:defined|a function|a constructor|iterable|assignable|callable|subscriptable|required|missing|declared|undefined|deprecated|exported|abstract|read-only)|is used before|is assigned|has no|object|undeclared|was not|does not|not found|must be|cannot be|implicitly|failed\.?$|because)/

const keepSymbols = (whole: string, mark: string, inside: string, at: number, text: string): string => {
  // a message that is quoted as a whole
  if (whole.length === text.trim().length) return whole
  if (!/^[@\w$./:*&<>[\], -]{1,120}$/.test(inside)) return '<>'
  if (mark === '`') return whole
  return isNamed.test(text.slice(Math.max(0, at - 24), at)) ||
    isNaming.test(text.slice(at + whole.length, at + whole.length + 24))
    ? whole
    : '<>'
}

/** Letters of a message that are looked at. */
const maxLength = 2000

// numbers that say what it is
const kept =
  /\b(?:HTTP(?:\/\d(?:\.\d)?)?|status(?: ?code)?|code|errno|exit(?:ed)?(?: with)?(?: code| status)?|signal|SQLSTATE|error|Error|response|returned)\W{0,3}$/i

/** At most `maxWords` words of a message. */
export const canonical = (message: string, maxWords: number): string =>
  masked(message.slice(0, maxLength).replace(quoted, keepSymbols), maxWords)

/** The same, quotes left as they are: for what is a name as a whole, like a command. */
export const masked = (text: string, maxWords: number): string => {
  let rest = text
  for (const [needs, form, instead] of masks) {
    if (!needs.some((each) => rest.includes(each))) continue
    rest = typeof instead === 'string' ? rest.replace(form, instead) : rest.replace(form, instead)
  }
  rest = rest.replace(/[\w.$@#-]*\d(?:[\w$#]|[.-](?=\w))*/g, (word, at: number) =>
    wordWithDigit(word, rest.slice(Math.max(0, at - 24), at)),
  )
  return rest
    .replace(/<>\.{3}/g, '<>')
    .replace(/\s+/g, ' ')
    .trim()
    .split(' ')
    .slice(0, maxWords)
    .join(' ')
}

// names have digits, too: `utf8`, `TS2322`, `sha256`, `E0308`; ids have many, or among letters; one of many has one behind a dash
const wordWithDigit = (word: string, before: string): string => {
  if (/^\d+$/.test(word)) return kept.test(before) && word.length <= 5 ? word : '<n>'
  if (/^[A-Za-z_]+(?:-(?:[A-Za-z_]+|\d{1,9}))+$/.test(word))
    return word.replace(/([A-Za-z_]+)-\d+/g, (whole, name) => (isFamily.test(name) ? whole : `${name}-<n>`))
  if (/^[A-Za-z][A-Za-z_]{0,30}_\d{3,}$/.test(word)) return word.replace(/\d+$/, '<n>')
  if (/^[A-Za-z][A-Za-z_]{0,30}\d{1,5}$/.test(word) && !/^[0-9a-f]{6,}$/i.test(word)) return word
  return /^[a-zA-Z]+[a-zA-Z_.]*$/.test(word.replace(/\d/g, '')) &&
    (word.match(/\d/g) ?? []).length <= 2 &&
    word.length < 40
    ? word
    : '<id>'
}

// whose numbers are part of the name: utf-8, gpt-4, CVE-2026-1
const isFamily =
  /^(?:utf|sha|md|iso|ascii|gpt|claude|llama|gemini|mistral|es|ecma|rfc|cve|pep|x|aes|rsa|http|https|ipv|tls|ssl|python|node|java|jdk|jre|arm|amd|mp|base|c|r|h)$/i

/** `/users/17/posts?page=2` and `/users/18/posts` are one. */
export const routeOf = (path: string): string =>
  path.replace(/[?#].*$/, '').replace(/\/[^/]*\d[^/]*/g, (piece) => (/^\/v\d$/.test(piece) ? piece : '/*'))

/** Where the ports begin that Linux gives out by itself. */
export const firstGivenOut = 32_768

/** A loopback host is one host; a port that the system gave out is any. */
export const hostPort = (text: string): string => {
  const found = /^(.*?)(?::(\d{1,5}))?$/.exec(text)!
  const bare = found[1]!.replace(/^\[|\]$/g, '').toLowerCase()
  const host = /^(?:::1|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::|localhost|)$/.test(bare) ? 'localhost' : bare
  if (found[2] === undefined) return host
  return `${host}:${Number(found[2]) >= firstGivenOut ? '<port>' : found[2]}`
}

/** The name of a file without folders, nor what a bundler or a temporary name put in. */
export const baseName = (path: string): string => {
  const name = path.replace(/^.*[\\/]/, '').replace(/[?#].*$/, '')
  return name
    .replace(/[.-](?=[0-9a-zA-Z_-]*\d)[0-9a-zA-Z_]{8,}(?=\.\w{1,5}$)/, '')
    .replace(/(?<![a-zA-Z])\d{2,}(?![a-zA-Z])|[0-9a-f]{6,}(?=.*)/g, (piece) => (/\d/.test(piece) ? '#' : piece))
}
