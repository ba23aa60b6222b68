// Question: what somebody asks, as what can be looked for: texts, words, a time, a level.
// Promises: what is quoted or looks like a name in a program is looked for as it stands, words in their usual forms; what every
//   question contains is no word. Nothing here is looked up.
import type { Level } from '../record/record.ts'
import { readTime, type Span } from './time.ts'

/** `said`: as the question has it. `needles`: literals to look for, the first that occurs decides. `pattern`: of a line with it. */
export type Term = { said: string; needles: string[]; pattern: RegExp }

/** `terms`: the most telling first. `level`: of the lines that are asked for, when it says so. */
export type Wanted = { terms: Term[]; span: Span; level?: Level }

const maxTerms = 8

export const readQuestion = (question: string, nowMs: number): Wanted => {
  const { span, rest } = readTime(question, nowMs)
  const quoted: string[] = []
  const unquoted = rest.replace(quotes, (_, ...groups: (string | undefined)[]) => {
    const text = groups.slice(0, 4).find((group) => group !== undefined)!
    quoted.push(text.trim())
    return ' '
  })
  const tokens = unquoted.split(/\s+/).map((token) => token.replace(/^[^\p{L}\p{N}/_]+|[^\p{L}\p{N}_]+$/gu, ''))
  const names = tokens.filter((token) => isName.test(token))
  const words = tokens
    .filter((token) => !isName.test(token) && /^[\p{L}'’-]{2,}$/u.test(token))
    .map((word) => word.toLowerCase().replace(/['’]s$/, ''))
    .filter((word) => word.length > 2 && !common.has(word) && !/n['’]t$/.test(word))
  const terms = [...quoted.filter((text) => text !== '').map(exactly), ...names.map(exactly), ...words.map(inItsForms)]
  const unique = new Map(terms.map((term) => [term.needles[0]!, term]))
  return { terms: [...unique.values()].slice(0, maxTerms), span, level: levelOf(tokens) }
}

const quotes = /`([^`]+)`|"([^"]+)"|“([^”]+)”|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu

// a path, an id, a number, camelCase, CONSTANT_CASE: what nobody writes by accident
const isName =
  /^(?=.{2,})(?:.*[\p{L}\p{N}][_/.:#@][\p{L}\p{N}].*|.*\p{N}.*|.*\p{Ll}\p{Lu}.*|\p{Lu}[\p{Lu}\p{N}_]{2,}|\/.+)$/u

/** What is looked for as it stands. */
export const exactly = (said: string): Term => ({
  said,
  needles: [said],
  pattern: new RegExp(RegExp.escape(said), 'u'),
})

/** `timeouts` is looked for as `imeout`: a literal is several times as fast as a pattern that ignores case. */
const inItsForms = (said: string): Term => {
  const stem = stemOf(said)
  const first = stem.length > 4 ? stem.slice(1) : stem
  const others = [stem[0]!.toUpperCase() + stem.slice(1), stem.toUpperCase(), ...(synonyms[stem] ?? [])]
  const needles = [first, ...others.filter((other) => !other.includes(first))]
  const forms = [stem, ...(synonyms[stem] ?? [])]
  return { said, needles, pattern: new RegExp(forms.map((form) => RegExp.escape(form)).join('|'), 'iu') }
}

/** What the forms of a word have in common, as far as enough is left of it: `authentications` and `authenticated` → `authentic`. */
const stemOf = (word: string): string => {
  const singular = /[^s]s$/.test(word) && word.length > 5 ? word.slice(0, -1) : word
  const [suffix] = endings.find(([end, least]) => singular.endsWith(end) && singular.length - end.length >= least) ?? [
    '',
  ]
  return singular.slice(0, singular.length - suffix.length)
}

const endings = [
  ['ation', 5],
  ['ated', 5],
  ['ate', 5],
  ['ment', 5],
  ['ion', 5],
  ['ing', 4],
  ['ie', 4],
  ['ied', 4],
  ['ed', 4],
] as const

// how logs say what people ask
const synonyms: Record<string, string[]> = {
  slow: ['timed out', 'timeout'],
  timeout: ['timed out', 'ETIMEDOUT'],
  crash: ['exited with', 'SIG', 'uncaught'],
  memory: ['heap', 'OOM'],
  database: ['postgres', 'sql'],
  connect: ['ECONN'],
  login: ['auth'],
}

const levelOf = (tokens: string[]): Level | undefined => {
  const says = (pattern: RegExp) => tokens.some((token) => pattern.test(token))
  if (says(/^fatals?$/i)) return 'fatal'
  if (says(/^(?:error|exception|failure|fail)(?:s|ed|ing)?$/i)) return 'error'
  return says(/^warn(?:ing)?s?$/i) ? 'warn' : undefined
}

const common = new Set(
  (
    'what whats why how when where which who whose did does doing done the and for not are was were been being has had have ' +
    'can could will would should may might you your our his her its their this that these those there here any all some with ' +
    'from into about over under between after before since until during while then than just only also still ever now again ' +
    'happen happens happened happening occur occurs occurred going went wrong broken break breaks broke issue issues problem ' +
    'problems bug bugs error errors exception exceptions fail fails failed failing failure failures fatal warn warning warnings ' +
    'log logs logged line lines run runs running ran last latest first recent recently show list find give tell explain describe ' +
    'cause causes caused causing reason root please help get gets got see seen say says said mean means out off but him them they ' +
    'come comes came coming use used using sum summary summarize summarise work works working worked new time times many much most more less anything something ' +
    'everything nothing thing things app application service'
  ).split(' '),
)
