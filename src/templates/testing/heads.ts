// Heads: what loggers and collectors of many kinds put before a message, each made by hand from its documentation or layout.
import type { Pick } from './messages.ts'

type Moment = { p: Pick; y: number; mo: number; d: number; h: number; mi: number; s: number; ms: number }
export type Style = { name: string; line(p: Pick, message: string): string }

const two = (n: number) => String(n).padStart(2, '0')
const three = (n: number) => String(n).padStart(3, '0')
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')
const levels = ['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR']
const lower = ['info', 'info', 'info', 'debug', 'warn', 'error']
const hosts = ['web-1', 'db', 'ip-10-0-3-7', 'builder', 'node7.example.com']
const classes = ['PoolManager', 'HttpServer', 'Scheduler', 'StoreWriter', 'Session$Cleaner']
const threads = ['main', 'worker-3', 'http-nio-8080-exec-7', 'pool-2-thread-1']

const at = (p: Pick): Moment => ({
  p,
  y: 2024 + p.number(3),
  mo: 1 + p.number(12),
  d: 1 + p.number(28),
  h: p.number(24),
  mi: p.number(60),
  s: p.number(60),
  ms: p.number(1000),
})
const day = ({ y, mo, d }: Moment, by = '-') => [y, two(mo), two(d)].join(by)
const clock = ({ h, mi, s }: Moment) => `${two(h)}:${two(mi)}:${two(s)}`
const iso = (m: Moment) => `${day(m)}T${clock(m)}.${three(m.ms)}Z`
const bsd = (m: Moment) => `${months[m.mo - 1]} ${String(m.d).padStart(2)} ${clock(m)}`
const pid = (p: Pick) => 1 + p.number(32000)
const six = (p: Pick) => String(p.number(1e6)).padStart(6, '0')
const seconds = (p: Pick) => 1_700_000_000 + p.number(9_000_000)

const style = (name: string, make: (m: Moment, message: string, p: Pick) => string): Style => ({
  name,
  line: (p, message) => make(at(p), message, p),
})

export const styles: readonly Style[] = [
  style('no head', (_, text) => text),
  style(
    'Logback',
    (m, text, p) =>
      `${clock(m)}.${three(m.ms)} [${p.of(threads)}] ${p.of(levels).padEnd(5)} com.acme.${p.of(classes)} - ${text}`,
  ),
  style(
    'Log4j, short class',
    (m, text, p) => `${day(m)} ${clock(m)},${three(m.ms)} ${p.of(levels)} ${p.of(classes)}: ${text}`,
  ),
  style(
    'Log4j, two-digit year',
    (m, text, p) =>
      `${String(m.y).slice(2)}/${two(m.mo)}/${two(m.d)} ${clock(m)} ${p.of(levels)} net.${p.of(classes)}: ${text}`,
  ),
  style(
    'Spring Boot',
    (m, text, p) =>
      `${day(m)}T${clock(m)}.${three(m.ms)}+01:00  ${p.of(levels).padStart(5)} ${pid(p)} --- [${p.of(threads).padStart(15)}] c.acme.${p.of(classes).padEnd(20)} : ${text}`,
  ),
  style(
    'Python logging',
    (m, text, p) => `${day(m)} ${clock(m)},${three(m.ms)} - app.${p.of(classes)} - ${p.of(levels)} - ${text}`,
  ),
  style('Python basic', (_, text, p) => `${p.of(levels)}:root:${text}`),
  style('Celery', (m, text, p) => `[${day(m)} ${clock(m)},${three(m.ms)}: ${p.of(levels)}/MainProcess] ${text}`),
  style('Gunicorn', (m, text, p) => `[${day(m)} ${clock(m)} +0000] [${pid(p)}] [${p.of(levels)}] ${text}`),
  style('Uvicorn', (_, text, p) => `${`${p.of(levels)}:`.padEnd(9)} ${text}`),
  style(
    'klog',
    (m, text, p) =>
      `${p.of(['I', 'W', 'E'])}${two(m.mo)}${two(m.d)} ${clock(m)}.${six(p)} ${String(pid(p)).padStart(7)} ${p.of(['server', 'pool'])}.go:${p.number(900)}] ${text}`,
  ),
  style('Go log', (m, text) => `${day(m, '/')} ${clock(m)} ${text}`),
  style(
    'Go log, file',
    (m, text, p) => `${day(m, '/')} ${clock(m)} ${p.of(['main', 'pool'])}.go:${p.number(900)}: ${text}`,
  ),
  style(
    'zap console',
    (m, text, p) =>
      `${iso(m)}\t${p.of(levels)}\t${p.of(['api', 'store'])}/${p.of(['main', 'pool'])}.go:${p.number(900)}\t${text}`,
  ),
  style(
    'nginx error',
    (m, text, p) => `${day(m, '/')} ${clock(m)} [${p.of(['error', 'warn', 'notice'])}] ${pid(p)}#${pid(p)}: ${text}`,
  ),
  style(
    'Apache error',
    (m, text, p) =>
      `[${days[p.number(7)]} ${months[m.mo - 1]} ${two(m.d)} ${clock(m)}.${six(p)} ${m.y}] [core:${p.of(['info', 'error', 'warn'])}] [pid ${pid(p)}:tid ${pid(p)}] ${text}`,
  ),
  style('syslog', (m, text, p) => `${bsd(m)} ${p.of(hosts)} ${p.of(['sshd', 'cron', 'app'])}[${pid(p)}]: ${text}`),
  style('syslog, no pid', (m, text, p) => `${bsd(m)} ${p.of(hosts)} ${p.of(['kernel', 'systemd', 'app'])}: ${text}`),
  style(
    'syslog, ISO time',
    (m, text, p) =>
      `${day(m)}T${clock(m)}.${six(p)}+02:00 ${p.of(hosts)} ${p.of(['sshd', 'cron', 'app'])}[${pid(p)}]: ${text}`,
  ),
  style('syslog, no host', (m, text, p) => `${bsd(m)} ${p.of(['sshd', 'cron', 'app'])}[${pid(p)}]: ${text}`),
  style(
    'syslog of macOS',
    (m, text, p) =>
      `${bsd(m)} ${p.of(hosts)} org.acme.${p.of(['sync', 'agent'])}[${pid(p)}]${p.of(['', ` (org.acme.part[${pid(p)}])`])}${p.of(['', ' <Notice>'])}: ${text}`,
  ),
  style(
    'RFC 3164',
    (m, text, p) => `<${p.number(191)}>${bsd(m)} ${p.of(hosts)} ${p.of(['sshd', 'app'])}[${pid(p)}]: ${text}`,
  ),
  style(
    'RFC 5424',
    (m, text, p) =>
      `<${p.number(191)}>1 ${iso(m)} ${p.of(hosts)} ${p.of(['sshd', 'app'])} ${pid(p)} ID${p.number(90)} - ${text}`,
  ),
  style(
    'RFC 5424, data',
    (m, text, p) =>
      `<${p.number(191)}>1 ${iso(m)} ${p.of(hosts)} app - - [origin@32473 ip="10.0.0.${p.number(255)}"] ${text}`,
  ),
  style('kernel', (_, text, p) => `[${String(p.number(90000)).padStart(5)}.${six(p)}] ${text}`),
  style(
    'CRI',
    (m, text, p) => `${day(m)}T${clock(m)}.${six(p)}${three(m.ms)}Z ${p.of(['stdout', 'stderr'])} F ${text}`,
  ),
  style(
    'CRI around Log4j',
    (m, text, p) =>
      `${day(m)}T${clock(m)}.${six(p)}${three(m.ms)}Z stdout F ${day(m)} ${clock(m)},${three(m.ms)} ${p.of(levels)}  [${p.of(threads)}] ${p.of(classes)}: ${text}`,
  ),
  style('Docker Compose', (_, text, p) => `${p.of(['web-1', 'db-1', 'cache-1']).padEnd(8)} | ${text}`),
  style('GitHub Actions', (m, text, p) => `${day(m)}T${clock(m)}.${six(p)}0Z ${text}`),
  style(
    'PostgreSQL',
    (m, text, p) =>
      `${day(m)} ${clock(m)}.${three(m.ms)} UTC [${pid(p)}] ${p.of(['LOG', 'LOG', 'ERROR', 'DETAIL'])}:  ${text}`,
  ),
  style(
    'MySQL',
    (m, text, p) =>
      `${day(m)}T${clock(m)}.${six(p)}Z ${p.number(90)} [${p.of(['Note', 'Warning', 'System'])}] [MY-0${p.number(9e4) + 1e4}] [Server] ${text}`,
  ),
  style(
    'Redis',
    (m, text, p) => `${pid(p)}:M ${two(m.d)} ${months[m.mo - 1]} ${m.y} ${clock(m)}.${three(m.ms)} * ${text}`,
  ),
  style(
    'MongoDB 4.2',
    (m, text, p) =>
      `${day(m)}T${clock(m)}.${three(m.ms)}+0000 I  ${p.of(['NETWORK', 'STORAGE', 'REPL']).padEnd(8)} [conn${p.number(90)}] ${text}`,
  ),
  style(
    'Elasticsearch',
    (m, text, p) =>
      `[${day(m)}T${clock(m)},${three(m.ms)}][${p.of(levels).padEnd(5)}][o.e.n.${p.of(classes).padEnd(20)}] [${p.of(hosts)}] ${text}`,
  ),
  style(
    'RabbitMQ',
    (m, text, p) =>
      `${day(m)} ${clock(m)}.${six(p)}+00:00 [${p.of(['info', 'error', 'notice'])}] <0.${p.number(900)}.0> ${text}`,
  ),
  style('Ruby Logger', (m, text, p) => {
    const level = p.of(['INFO', 'WARN', 'ERROR'])
    return `${level[0]}, [${day(m)}T${clock(m)}.${six(p)} #${pid(p)}]  ${level.padStart(5)} -- : ${text}`
  }),
  style('Elixir', (m, text, p) => `${clock(m)}.${three(m.ms)} [${p.of(lower)}] ${text}`),
  style(
    'env_logger',
    (m, text, p) => `[${day(m)}T${clock(m)}Z ${p.of(levels).padEnd(5)} ${p.of(['api::pool', 'store'])}] ${text}`,
  ),
  style(
    'tracing',
    (m, text, p) =>
      `${day(m)}T${clock(m)}.${six(p)}Z ${p.of(levels).padStart(5)} ${p.of(['api::pool', 'store::write'])}: ${text}`,
  ),
  style('winston', (m, text, p) => `${iso(m)} ${p.of(lower)}: ${text}`),
  style('winston, bracketed', (m, text, p) => `${day(m)} ${clock(m)} [${p.of(lower)}]: ${text}`),
  style('Serilog', (m, text, p) => `[${clock(m)} ${p.of(['INF', 'WRN', 'ERR'])}] ${text}`),
  style('NLog', (m, text, p) => `${day(m)} ${clock(m)}.${three(m.ms)}|${p.of(levels)}|Acme.${p.of(classes)}|${text}`),
  style(
    'log4net',
    (m, text, p) =>
      `${day(m)} ${clock(m)},${three(m.ms)} [${p.number(60)}] ${p.of(levels).padEnd(5)} Acme.${p.of(classes)} [(null)] - ${text}`,
  ),
  style(
    'Android, threads',
    (m, text, p) =>
      `${two(m.mo)}-${two(m.d)} ${clock(m)}.${three(m.ms)} ${String(pid(p)).padStart(5)} ${String(pid(p)).padStart(5)} ${p.of(['D', 'I', 'W'])} ${p.of(classes)}: ${text}`,
  ),
  style(
    'Android, brief',
    (_, text, p) => `${p.of(['D', 'I', 'W'])}/${p.of(classes).padEnd(8)}(${String(pid(p)).padStart(5)}): ${text}`,
  ),
  style('Maven', (_, text, p) => `[${p.of(['INFO', 'INFO', 'WARNING'])}] ${text}`),
  style(
    'AWS Lambda',
    (m, text, p) => `${iso(m)}\t${p.hex(8)}-${p.hex(4)}-${p.hex(4)}-${p.hex(4)}-${p.hex(12)}\t${p.of(levels)}\t${text}`,
  ),
  style(
    'bars, no zeros',
    (m, text, p) =>
      `${day(m, '')}-${m.h}:${m.mi}:${m.s}:${m.ms}|${p.of(['Net', 'Store', 'Sync_UI'])}|${3e7 + p.number(1e6)}|${text}`,
  ),
  style(
    'bars, blanks',
    (m, text, p) =>
      `${day(m)} ${clock(m)} | ${p.of(levels).padEnd(8)} | app.${p.of(classes)}:run:${p.number(900)} - ${text}`,
  ),
  style('bar behind names', (m, text, p) => `${day(m)} ${clock(m)} ${p.of(['web', 'api'])} ${p.of(classes)} | ${text}`),
  style(
    'wide columns',
    (m, text, p) =>
      `${day(m)} ${clock(m)}, ${p.of(['Info', 'Warning', 'Error']).padEnd(20)}  ${p.of(['NET', 'UPD', 'SVC']).padEnd(6)} ${text}`,
  ),
  style(
    'day first',
    (m, text, p) =>
      `${two(m.d)}.${two(m.mo)}.${m.y} ${clock(m)} *${p.of(levels)}* [${p.of(threads)}] com.acme.${p.of(classes)} ${text}`,
  ),
  style(
    'month first',
    (m, text, p) =>
      `${m.mo}/${m.d}/${m.y} ${1 + (m.h % 12)}:${two(m.mi)}:${two(m.s)} ${p.of(['AM', 'PM'])} ${p.of(levels)} ${text}`,
  ),
  style('short date', (m, text, p) => `[${two(m.mo)}.${two(m.d)} ${clock(m)}] ${p.of(['sync', 'mail'])}.exe - ${text}`),
  style(
    'names of several words',
    (m, text, p) =>
      `[${two(m.mo)}.${two(m.d)} ${clock(m)}] ${p.of(['sync.exe', 'mail.exe *64', 'Disk Helper', 'backup'])} - ${text}`,
  ),
  style(
    'compact',
    (m, text, p) =>
      `${String(m.y).slice(2)}${two(m.mo)}${two(m.d)} ${two(m.h)}${two(m.mi)}${two(m.s)} ${p.number(4000)} ${p.of(levels)} core.${p.of(classes)}: ${text}`,
  ),
  style(
    'number first',
    (m, text, p) =>
      `${p.number(4e5)} rack-${p.number(90)} ${p.of(['mon.cpu', 'mon.net'])} ${p.of(['state.up', 'state.down_2'])} ${seconds(p)} ${1 + (m.s % 3)} ${text}`,
  ),
  style(
    'two times',
    (m, text, p) =>
      `- ${seconds(p)} ${day(m, '.')} U${p.number(9)}-C${p.number(9)} ${day(m)}-${two(m.h)}.${two(m.mi)}.${two(m.s)}.${six(p)} U${p.number(9)}-C${p.number(9)} SYS ${p.of(['NET', 'DISK'])} ${p.of(['INFO', 'FATAL'])} ${text}`,
  ),
  style(
    'relayed syslog',
    (m, text, p) =>
      `- ${seconds(p)} ${day(m, '.')} ${p.of(hosts)} ${months[m.mo - 1]} ${m.d} ${clock(m)} ${p.of(hosts)} ${p.of(['sshd', 'cron(pam)'])}[${pid(p)}]: ${text}`,
  ),
  style('epoch', (_, text, p) => `${seconds(p)}.${six(p)} ${p.of(levels)} ${text}`),
  style(
    'ctime',
    (m, text, p) => `${days[p.number(7)]} ${months[m.mo - 1]} ${String(m.d).padStart(2)} ${clock(m)} ${m.y} ${text}`,
  ),
  style(
    'file in front',
    (m, text, p) =>
      `api.log.${p.number(9)} ${day(m)} ${clock(m)}.${three(m.ms)} ${pid(p)} ${p.of(levels)} acme.${p.of(['http', 'store'])}.server [req-${p.hex(8)} - -] ${text}`,
  ),
  style('JSON, pino', (_, text, p) =>
    JSON.stringify({ level: 30, time: seconds(p) * 1000, pid: pid(p), hostname: p.of(hosts), msg: text }),
  ),
  style('JSON, nested', (m, text, p) =>
    JSON.stringify({ '@timestamp': iso(m), log: { level: p.of(lower), logger: p.of(classes) }, message: text }),
  ),
  style('JSON, Docker', (m, text) => JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: iso(m) })),
  style(
    'logfmt',
    (m, text, p) => `time=${iso(m)} level=${p.of(lower)} msg=${JSON.stringify(text)} component=${p.of(classes)}`,
  ),
  style(
    'logfmt, caller',
    (m, text, p) =>
      `ts=${iso(m)} caller=${p.of(['main', 'pool'])}.go:${p.number(900)} level=${p.of(lower)} msg=${JSON.stringify(text)}`,
  ),
]
