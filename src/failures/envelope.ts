// Envelope: what a program prints in front of its lines: the time, the level, a tag; and what docker, a syslog or a task runner adds.
// Promises: linear; what it does not know stays in the body.
// Leaves to others: which lines belong together (join.ts).
import { type Level, levels } from '../record/record.ts'

/** `tag`: whose line it is among several that share a source. `body` keeps its indentation. `level`: the one it names itself. */
export type Peeled = { tag: string; body: string; level: Level | undefined; hasTime: boolean }

const time = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?|\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}|\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`
const word = 'trace|debug|info|notice|warn(?:ing)?|error|err|fatal|crit(?:ical)?|alert|emerg(?:ency)?|severe'
const behind = String.raw`(?:\s?[:|-]\s|:\s?|\s{1,8}|$)`

type Item = { form: RegExp; begins: Uint8Array }

/** `begins`: the letters that what the form matches may begin with; most forms are passed over by one look. */
const item = (begins: RegExp, form: RegExp): Item => ({
  form,
  begins: Uint8Array.from({ length: 128 }, (_, code) => (begins.test(String.fromCharCode(code)) ? 1 : 0)),
})

// one item after the other, each anchored where the one before ended
const items = {
  // docker compose: `web-1  | `
  compose: item(/[A-Za-z0-9]/, /([A-Za-z0-9][\w.-]{0,60}) {0,40}\| ?/y),
  // turbo, nx: `@app/web:dev: `
  task: item(/[\w@./-]/, /(@?[\w./-]{1,60}:(?:dev|build|test|start|lint|serve|check|typecheck)): /y),
  time: item(
    /[[(\dA-Z]/,
    new RegExp(String.raw`(?:\[(?:${time})\]|\((?:${time})\)|(?:${time}))(?:[:,]? ?\| ?|: | - |\s|$)`, 'y'),
  ),
  // `host name[12]: ` of a syslog, only behind its time
  daemon: item(/[\w.-]/, /[\w.-]{1,80} ([\w./-]{1,60})(?:\[\d{1,8}\])?: /y),
  // `[error] `, `ERROR: `; `Error: …` is an exception's own name
  level: item(/[[(]/, new RegExp(String.raw`(?:\[(${word})\s?\]|\((${word})\))(?:\s?[:|-]\s|:\s?|\s|$)`, 'iy')),
  // an ERROR of unittest and pytest names a test
  loud: item(/[A-Z]/, new RegExp(String.raw`(${word.toUpperCase()})(?!: \w+ \([\w.]+\)$| \S+\.py\b)${behind}`, 'y')),
  // what GitHub's runner marks
  runner: item(/[#:]/, /##\[(error|warning|debug)\]|::(error|warning|debug)(?: [^:]{0,300})?::/y),
  quiet: item(
    /[A-Za-z]/,
    new RegExp(
      String.raw`(?=(${word}): )|(${word})(?! (?:during|while|in|at|on|from|of|handling|rate|count)\b)\s{1,8}`,
      'iy',
    ),
  ),
  // Spring Boot, behind the level: `1 --- [nio-8080-exec-1] o.a.c.C : `
  spring: item(/[\d]/, /\d{1,8} --- (?:\[[^\]]{0,80}\] ?){1,3}\S{1,120}\s{1,40}: /y),
  // `[tag] `, `[3] ` of concurrently
  tag: item(/[[]/, /\[((?!\d{4,}\]|[^\]]*: )[\w .:/@#-]{1,40})\](?::? |$)/y),
  // logcat, behind its time: `1702  2395 E Tag: `
  logcat: item(/[\s\d]/, /\s{0,4}\d{1,7}\s{1,8}\d{1,7} ([VDIWEF]) [\w.$-]{1,80}\s{0,20}: /y),
  // columns of numbers, hosts and capitals up to a level, as clusters log them
  columns: item(
    /[\dA-Z-]/,
    /(?:(?:[A-Z]{2,12}|-|(?=\S{0,60}\d)\S{1,60})\s{1,8}){1,14}?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE)\s{1,8}/y,
  ),
  klog: item(/[IWEF]/, /([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,6}\s{1,8}\d{1,8} [\w.-]{1,80}:\d{1,6}\] /y),
}

export const peel = (line: string): Peeled => {
  const peeled: Peeled = { tag: '', body: line, level: undefined, hasTime: false }
  // what is indented has no envelope
  if (line[0] === ' ' || line[0] === '\t') return peeled
  let at = 0
  const cut = ({ form, begins }: Item): RegExpExecArray | null => {
    if (begins[line.charCodeAt(at)] !== 1) return null
    form.lastIndex = at
    const found = form.exec(line)
    if (found !== null) at = form.lastIndex
    return found
  }
  for (let round = 0; round < 6 && at < line.length; round++) {
    const from = at
    const tag = cut(items.compose) ?? cut(items.task)
    if (tag !== null) peeled.tag += `${tag[1]}|`
    const klog = cut(items.klog)
    if (klog !== null) peeled.level = letterLevels[klog[1]!]
    const timed = cut(items.time)
    if (timed !== null || klog !== null) peeled.hasTime = true
    if (timed !== null && /^[A-Z]/.test(timed[0])) {
      const daemon = cut(items.daemon)
      if (daemon !== null) peeled.tag += `${daemon[1]}|`
    }
    const logcat = peeled.hasTime ? cut(items.logcat) : null
    if (logcat !== null) peeled.level = letterLevels[logcat[1]!]
    if (peeled.level === undefined) {
      const level = cut(items.level) ?? cut(items.runner) ?? cut(items.loud) ?? (at > 0 ? cut(items.quiet) : null)
      if (level !== null) peeled.level = levelOf(level[1] ?? level[2]!)
    }
    if (peeled.level !== undefined) cut(items.spring)
    const columns = peeled.level === undefined ? cut(items.columns) : null
    if (columns !== null) {
      peeled.level = levelOf(columns[1]!)
      peeled.hasTime = true
    }
    const bracket = cut(items.tag)
    if (bracket !== null) peeled.tag += `${bracket[1]}|`
    if (at === from) break
  }
  peeled.body = line.slice(at)
  return peeled
}

const letterLevels: Record<string, Level> = { V: 'trace', D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' }

/** The level a word stands for, in any case; undefined when it is none. */
export const levelOf = (text: string): Level | undefined => {
  const lower = text.toLowerCase()
  const known = levels.find((level) => level === lower)
  if (known !== undefined) return known
  if (lower.startsWith('warn')) return 'warn'
  if (lower === 'notice') return 'info'
  if (lower === 'err' || lower === 'severe') return 'error'
  return /^(?:crit|panic|alert|emerg)/.test(lower) ? 'fatal' : undefined
}

export const isAtLeast = (level: Level | undefined, least: Level): boolean =>
  level !== undefined && levels.indexOf(level) >= levels.indexOf(least)

export const highest = (level: Level, other: Level | undefined): Level =>
  other !== undefined && isAtLeast(other, level) ? other : level
