// Envelope steps: what programs, runners and collectors print in front of a line, one piece at a time.
// Promises: every form stands where the one before it ended, and is linear; it names what is kept: `tag`, `level` (a word), `letter`,
//   `priority` (of syslog), `time` (that there is one); the rest of it is taken off and forgotten.
// Sources: the manuals and the default layouts of what each comment names.
import type { Level } from '../record/record.ts'

/** `tag`: whose line it is among several that share a source. `level`: the one it names itself. */
export type Head = { tag: string; level: Level | undefined; hasTime: boolean }

export type Step = {
  /** Anchored (sticky). */
  form: RegExp
  /** What its groups are, in their order. */
  names: readonly Name[]
  /** What the form matches begins with one of these. */
  begins: RegExp
  isAt: (head: Head, at: number, line: string) => boolean
}

type Name = 'tag' | 'level' | 'letter' | 'priority' | 'time'

const clock = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`
const syslogTime = String.raw`[A-Z][a-z]{2} [ \d]?\d ${clock}`
const time = [
  String.raw`\d{4}[-/]\d\d[-/]\d\d(?:[T ]|, )\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?`,
  String.raw`\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}`,
  String.raw`\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d`,
  // the day or the month first
  String.raw`\d{1,2}[./]\d{1,2}[./]\d{4},? \d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?`,
  // PHP
  String.raw`\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?: [\w/]{2,40})?`,
  `${clock}(?: [AP]M)?`,
  String.raw`\d{1,2}:\d\d[AP]M`,
  // syslog; C's own, as Apache prints it
  String.raw`(?:[A-Z][a-z]{2} )?${syslogTime}(?: \d{4})?`,
].join('|')
const word = 'trace|debug|info|notice|warn(?:ing)?|error|err|fatal|crit(?:ical)?|alert|emerg(?:ency)?|severe'
// of Serilog and zerolog, of logrus and charmbracelet
const short = 'trc|vrb|dbg|inf|wrn|ftl|pnc|trac|debu|erro|fata|pani'
const loud = `${word}|${short}`.toUpperCase()
const anyCase = `${word}|${loud}|${word.replace(/(^|\|)\w/g, (start) => start.toUpperCase())}`
const behind = String.raw`(?:\s{0,8}\|\s?|\s?[:-]\s|:\s?|\s{1,8}|$)`

const anywhere = () => true
const first = (_: Head, at: number) => at === 0
const timed = ({ hasTime }: Head) => hasTime
const named = ({ level }: Head) => level !== undefined
const unnamed = ({ level }: Head) => level === undefined
const timedAndUnnamed = ({ hasTime, level }: Head) => hasTime && level === undefined
const behindAnyAndUnnamed = ({ level }: Head, at: number) => at > 0 && level === undefined
const timedAndBracket = ({ hasTime }: Head, at: number, line: string) => hasTime && line.includes(']: ', at)
// one look for the words costs less than a try of what may stand in front of them
const someLevel = new RegExp(`\\b(?:${loud})\\b|\\[(?:${anyCase})\\]`)
const maxHead = 200
const isAhead = (line: string, at: number) => someLevel.test(line.slice(at, at + maxHead))
const unnamedAndAhead = ({ level }: Head, at: number, line: string) => level === undefined && isAhead(line, at)
const timedAndAhead = (head: Head, at: number, line: string) => timedAndUnnamed(head) && isAhead(line, at)

/** A group of a form is what it is called, less a number behind it. */
const step = (begins: RegExp, form: string, isAt: Step['isAt'] = anywhere, flags = ''): Step => ({
  // groups with names cost an object a match
  form: new RegExp(form.replace(groupName, '('), `y${flags}`),
  names: [...form.matchAll(groupName)].map(([, name]) => name as Name),
  begins,
  isAt,
})
const groupName = /\(\?<([a-z]+)\d?>/g
const form = String.raw

/** In the order in which they are tried, round after round. */
export const steps: readonly Step[] = [
  // docker compose: `web-1  | `
  step(/[A-Za-z0-9]/, form`(?<tag>[A-Za-z0-9][\w.-]{0,60}) {0,40}\| ?`, (_, at, line) => line.includes('|', at)),
  // turbo, nx: `@app/web:dev: `
  step(/[\w@./-]/, form`(?<tag>@?[\w./-]{1,60}:(?:dev|build|test|start|lint|serve|check|typecheck)): `),
  // RFC 5424; RFC 3164's priority
  step(
    /</,
    form`<(?<priority>\d{1,3})>1 (?<time>\S{1,40}) \S{1,255} (?<tag>\S{1,48}) \S{1,128} \S{1,32} (?:-|(?:\[(?:[^\]\\]|\\.){0,1000}\])+)(?: |$)`,
    first,
  ),
  step(/</, form`<(?<priority>\d{1,3})>`, first),
  step(/[IWEF]/, form`(?<letter>[IWEF])(?<time>\d{4}) \d\d:\d\d:\d\d\.\d{1,6}\s{1,8}\d{1,8} [\w.-]{1,80}:\d{1,6}\] `),
  // Ruby's Logger: `E, [2026-01-02T03:04:05.678901 #12] ERROR -- name: `
  step(/[DIWEFA]/, form`(?<letter>[DIWEFA]), \[(?<time>[^\]]{19,40})\]\s{1,3}[A-Z]{3,5} -- [^:]{0,80}: `, first),
  // Android, without a time: `E/Tag(  12): `
  step(/[VDIWEF]/, form`(?<letter>[VDIWEF])\/[\w.$-]{1,60}\s{0,20}\(\s{0,6}\d{1,7}\): `, first),
  // Redis: `12:M 02 Jan 2026 03:04:05.678 # `
  step(/\d/, form`\d{1,8}:[XCSM] (?<time>\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}) (?<letter>[.*#-]) `, first),
  // NestJS
  step(/\[/, form`\[Nest\] \d{1,8}\s{1,3}- (?<time>\S{6,12} [\d:]{7,8} [AP]M)\s{1,8}(?<level>[A-Z]{3,7}) `, first),
  // logrus on a terminal: `ERRO[0012] `
  step(/[DEFIPTW]/, form`(?<level>TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)(?<time>\[\d{4,8}\]) `, first),
  // .NET: `fail: Name.Space.Class[13]`
  step(/[cdfitw]/, form`(?<level>trce|dbug|info|warn|fail|crit): (?=[\w.+\u0060]{1,200}\[\d{1,9}\]$)`, first),
  // grep's and others' name of the file
  step(/[\w./]/, form`[\w./-]{1,120}\.log[\w.-]{0,40}:? ?(?=${time})`, first),
  // the kernel's seconds
  step(/\[/, form`\[(?<time>\s{0,6}\d{1,7}\.\d{6})\] `, first),
  // Celery, env_logger, Serilog: a time and a level in one pair of brackets
  step(/\[/, form`\[(?<time>${time}):?\s{1,2}(?<level>${loud})(?:[/ ][^\]]{1,120})?\]:?(?: |$)`, unnamed),
  step(
    /[[(\dA-Z]/,
    form`(?:\[(?<time>${time})\]|\((?<time2>${time})\)|(?<time3>${time}))(?:[:,]? ?\| ?|[:,] | - |\s{1,4}(?=(?:${loud})\b)|\s|(?=\[)|$)`,
  ),
  // a collector's own mark, seconds, date and host in front of a syslog's: `- 1767323045 2026.01.02 web `
  step(/[-\dA-Z]/, form`(?:(?:-|[A-Z_]{3,20}) )?\d{10}(?: [\w.-]{1,60}){1,2} (?=${syslogTime} )`, first),
  // containerd and CRI-O, as Kubernetes keeps it
  step(/s/, form`std(?:out|err) [FP] `, timed),
  // a syslog's `host name[12]: ` and `host name: `, Heroku's `app[web.1]: `
  step(/[\w.-]/, form`(?:[\w.@/-]{1,80} )?(?<tag>[\w./-]{1,60})\[(?:\d{1,8}|[a-z][\w.-]{0,30})\]: `, timedAndBracket),
  step(/[\w.-]/, form`(?<=[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d )[\w.@/-]{1,80} (?<tag>[\w./-]{1,60}): `, timed),
  // process and thread, of Apache, gunicorn, Envoy
  step(/\[/, form`\[(?:\d{4,8}|pid \d{1,8}(?::tid \d{1,20})?)\](?::? |(?=\[)|$)`, timed),
  // logcat, behind its time: `1702  2395 E Tag: `
  step(/[\s\d]/, form`\s{0,4}\d{1,7}\s{1,8}\d{1,7} (?<letter>[VDIWEF]) [\w.$-]{1,80}\s{0,20}: `, timed),
  // `[error] `, Apache's `[core:error] `, Minecraft's `[main/ERROR]: `; `Error: …` is an exception's own name
  step(
    /[[(*]/,
    form`(?:\[\s?(?<level>${word}|${short})\s?\]|\((?<level2>${word})\)|\*(?<level3>${word})\*)(?:\s?[:|-]\s|:\s?|\s|(?=\[)|$)`,
    unnamed,
    'i',
  ),
  step(/\[/, form`\[[\w .#-]{1,60}[:/](?<level>${word})\](?:: ?|\s)`, timedAndUnnamed, 'i'),
  // what GitHub's runner marks
  step(/[#:]/, form`##\[(?<level>error|warning|debug)\]|::(?<level2>error|warning|debug)(?: [^:]{0,300})?::`, unnamed),
  // Python's basicConfig: `ERROR:root:`
  step(/[CDEIW]/, form`(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]{1,80}:(?=[^\d\s])`, unnamed),
  // an ERROR of unittest and pytest names a test
  step(/[A-Z]/, form`(?<level>${loud})(?!: \w+ \([\w.]+\)$| \S+\.py\b)${behind}`, unnamed),
  // Monolog: `app.ERROR: `
  step(/[\w-]/, form`[\w-]{1,60}\.(?<level>${loud}): `, timedAndUnnamed),
  step(
    /[A-Za-z]/,
    form`(?=(?<level>${word}): )|(?<level2>${word})(?! (?:during|while|in|at|on|from|of|handling|rate|count)\b)\s{1,40}`,
    behindAnyAndUnnamed,
    'i',
  ),
  // Spring Boot, behind the level: `1 --- [app] [nio-8080-exec-1] o.a.c.C : `; pino-pretty: `(name/12 on host): `
  step(/\d/, form`\d{1,8} --- (?:\[[^\]]{0,80}\] ?){1,3}\S{1,120}\s{1,40}: `, named),
  step(/\(/, form`\((?:[\w./@-]{1,60}\/)?\d{1,8}(?: on [\w.-]{1,60})?\): `, named),
  // columns of numbers, hosts and capitals up to a level, as clusters log them
  step(
    /[\dA-Z-]/,
    form`(?<time>(?:(?:[A-Z]{2,12}|-|(?=\S{0,60}\d)\S{1,60})\s{1,8}){1,14}?)(?<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE)\s{1,8}`,
    unnamedAndAhead,
  ),
  // `[tag] `, `[3] ` of concurrently, `[thread:Class@12] - `
  step(/\[/, form`\[(?<tag>(?!\d{4,}\]|pid \d|[^\]]*: )[\w .:/@#-]{1,80})\](?::? (?:- )?|(?=\[)|$)`),
  // fields of any kind behind a time, up to a level: `name - ERROR - `, `33 [Warning] `, `{file.py:12} ERROR - `, `user@db ERROR:  `
  step(
    /[\w[({-]/,
    form`(?:(?:\[[^\]]{0,80}\]|\{[^}]{0,80}\}|\([^)]{0,80}\)|(?=\S{0,60}[\d.=/:@])[^\s[\](){}|]{1,80}|[\w-]{1,40}(?= - | ?\|))(?: - |\s{0,4}[|:]?\s{1,8}| ?\| ?)){1,4}?(?:\[(?<level>${anyCase})\]|(?<level2>${loud}))${behind}`,
    timedAndAhead,
  ),
]
