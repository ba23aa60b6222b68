// Corpus: log lines by seed, in the style of what apps and infrastructure write; digits re-rolled, 0.5 % with a planted secret.
// Promises: the same seed gives the same lines; about 280 bytes a line as sent.
import { seeded } from '../judges/random.ts'

export type Source = { seed: number; secrets?: boolean }
type Pick = { number(below: number): number; hex(length: number): string; of<T>(list: readonly T[]): T }

const words = (text: string) => text.split(' ')
const names = words(
  'ada grace linus barbara ken margaret dennis radia tim hedy alan joan edsger frances vint karen niklaus adele',
)
const hosts = words('web api auth billing search mailer edge worker-a worker-b scheduler gateway ledger')
const routes = words(
  '/api/orders /api/orders/items /login /healthz /v2/cart/checkout /static/app.js /webhooks/forge /graphql',
)
const nouns = words(
  'order invoice session snapshot segment lease shard cache index backup thumbnail report webhook token-bucket',
)
const verbs = words(
  'created updated skipped merged evicted replayed compacted scheduled retried expired forwarded rejected',
)
const files = words(
  'src/pay/charge.ts src/http/router.ts lib/pool.py internal/raft/log.go db/migrate.rb core/Scheduler.java',
)
const errors = words('ECONNREFUSED ETIMEDOUT EPIPE ECONNRESET ENOTFOUND EAI_AGAIN')

const ip = (p: Pick) => `10.${p.number(256)}.${p.number(256)}.${p.number(256)}`

// message, and what a logger puts beside it
const templates: ((p: Pick) => [level: string, message: string, fields: Record<string, unknown>])[] = [
  (p) => [
    'info',
    `${p.of(['GET', 'POST', 'PUT'])} ${p.of(routes)}/${p.number(1e6)} ${p.of([200, 201, 204, 304, 404])} in ${p.number(900)} ms`,
    { requestId: p.hex(16), bytes: p.number(90000), agent: `client/${p.number(9)}.${p.number(30)}` },
  ],
  (p) => [
    'debug',
    `${p.of(nouns)} ${p.hex(8)} ${p.of(verbs)} by ${p.of(names)} on ${p.of(hosts)}-${p.number(40)}`,
    { tenant: p.number(5000), attempt: p.number(4), durationMs: p.number(4000) },
  ],
  (p) => [
    'info',
    `Received block blk_${p.number(1e9)}${p.number(1e9)} of size ${p.number(67108864)} from /${ip(p)}:${p.number(60000)}`,
    { thread: `DataXceiver-${p.number(300)}`, volume: p.number(12) },
  ],
  (p) => [
    'warn',
    `authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=${ip(p)} user=${p.of(names)}`,
    { pid: p.number(32768), host: p.of(hosts) },
  ],
  (p) => [
    'info',
    `jk2_init() Found child ${p.number(9000)} in scoreboard slot ${p.number(20)}; workers ${p.number(64)} idle, ${p.number(64)} busy`,
    { vhost: `${p.of(hosts)}.example.com`, pid: p.number(32768) },
  ],
  (p) => [
    'error',
    `connect ${p.of(errors)} ${ip(p)}:${p.of([5432, 6379, 443, 9092])} after ${p.number(30)} tries`,
    { stack: `Error: connect\n    at open (${p.of(files)}:${p.number(400)}:${p.number(40)})`, shard: p.number(64) },
  ],
  (p) => [
    'info',
    `Accepted publickey for ${p.of(names)} from ${ip(p)} port ${p.number(60000)} ssh2: ED25519 SHA256:${p.hex(43)}`,
    { session: p.number(1e6) },
  ],
  (p) => [
    'debug',
    `SELECT id, state, total FROM ${p.of(nouns)}s WHERE tenant_id = ${p.number(5000)} AND updated_at > now() - interval '${p.number(90)} days' LIMIT ${p.number(500)}`,
    { rows: p.number(500), ms: p.number(120) / 10 },
  ],
  (p) => [
    'info',
    `Finished task ${p.number(300)}.0 in stage ${p.number(40)}.0 (TID ${p.number(1e5)}). ${p.number(4000)} bytes result sent to driver`,
    { executor: p.number(24), gcMs: p.number(80) },
  ],
  (p) => [
    'warn',
    `slow consumer: partition ${p.number(96)} of ${p.of(nouns)}-events lags ${p.number(1e6)} records behind offset ${p.number(1e9)}`,
    { group: `${p.of(hosts)}-${p.of(names)}`, broker: ip(p) },
  ],
  (p) => [
    'info',
    `PacketResponder ${p.number(3)} for block terminating; mirror ${ip(p)} acknowledged seq ${p.number(1e7)}`,
    { latencyUs: p.number(90000), pipeline: p.hex(12) },
  ],
  (p) => [
    'error',
    `TypeError: Cannot read properties of undefined (reading '${p.of(nouns)}') at ${p.of(files)}:${p.number(900)}`,
    { requestId: p.hex(16), user: p.of(names), build: p.hex(7) },
  ],
  (p) => [
    'info',
    `instance ${p.hex(8)}-${p.hex(4)}-${p.hex(4)}-${p.hex(12)}: VM ${p.of(['Started', 'Paused', 'Resumed', 'Stopped'])} (Lifecycle Event)`,
    { req: `req-${p.hex(8)}-${p.hex(12)}`, project: p.hex(32) },
  ],
  (p) => [
    'debug',
    `gc: heap ${p.number(900)}.${p.number(10)} MB -> ${p.number(400)}.${p.number(10)} MB, pause ${p.number(90)} ms, ${p.of(['scavenge', 'mark-sweep'])}`,
    { host: `${p.of(hosts)}-${p.number(40)}`, uptimeS: p.number(1e6) },
  ],
  (p) => [
    'info',
    `kernel: [${p.number(1e6)}.${p.number(1e6)}] eth${p.number(2)}: link up, ${p.of([1000, 10000])} Mbps, full duplex, flow control ${p.of(['rx', 'tx', 'none'])}`,
    { host: `${p.of(hosts)}-${p.number(40)}`, irq: p.number(64) },
  ],
  (p) => [
    'warn',
    `certificate for ${p.of(names)}.${p.of(hosts)}.example.com expires in ${p.number(30)} days`,
    { serial: p.hex(32), issuer: 'R11' },
  ],
]

const secrets: ((p: Pick) => string)[] = [
  (p) => `remote: using token ghp_${p.hex(36)}`,
  (p) =>
    `env AWS_ACCESS_KEY_ID=AKIA${p
      .hex(16)
      .toUpperCase()
      .replaceAll(/[0189]/g, 'Q')}`,
  (p) => `Authorization: Bearer ${p.hex(40)}`,
  (p) => `dsn postgres://${p.of(names)}:${p.hex(14)}@${ip(p)}:5432/app`,
  (p) => `password=${p.hex(12)}`,
]

/** A function that gives the next line: JSON, without its line break. */
export const createCorpus = ({ seed, secrets: hasSecrets = true }: Source): (() => string) => {
  const random = seeded(seed)
  const pick: Pick = {
    number: (below) => Math.floor(random() * below),
    hex(length) {
      let text = ''
      while (text.length < length)
        text += Math.floor(random() * 2 ** 32)
          .toString(16)
          .padStart(8, '0')
      return text.slice(0, length)
    },
    of: (list) => list[Math.floor(random() * list.length)]!,
  }
  let ms = Date.UTC(2026, 0, 5)
  return () => {
    ms += pick.number(40)
    const [level, message, fields] = pick.of(templates)(pick)
    const text = hasSecrets && random() < 0.005 ? `${message} ${pick.of(secrets)(pick)}` : message
    const trace = random() < 0.5 ? { trace_id: pick.hex(32), span_id: pick.hex(16) } : {}
    return JSON.stringify({
      timestamp: new Date(ms).toISOString(),
      level,
      source: pick.of(hosts),
      message: text,
      ...trace,
      ...fields,
    })
  }
}

/** `count` lines at once. */
export const corpusOf = (source: Source, count: number): string[] => {
  const next = createCorpus(source)
  return Array.from({ length: count }, next)
}
