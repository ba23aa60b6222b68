// Messages: made up here, with the group each belongs to.
// Promises: the same seed gives the same messages; one in seven opens like a head (a label, a level, a number, a bracket, a dotted
//   name), as real ones do.
import { seeded } from '../../../judges/random.ts'

export type Made = { text: string; group: number }

export type Pick = { number(below: number): number; hex(length: number): string; of<T>(list: readonly T[]): T }

const words = (text: string) => text.split(' ')
const people = words(
  'ada grace linus barbara ken margaret dennis radia tim hedy alan joan edsger frances vint karen niklaus adele',
)
const tables = words(
  'orders invoices sessions segments leases shards thumbnails reports webhooks carts parcels tariffs',
)
const files = words(
  '/var/lib/app/data.db /srv/www/index.html /tmp/upload/part-17 /opt/tool/bin/run.sh /home/ada/notes.txt',
)

const ip = (p: Pick) => `10.${p.number(256)}.${p.number(256)}.${p.number(256)}`

// one row a group: [how often beside the others, the text]
const rows: readonly [number, (p: Pick) => string][] = [
  [6, (p) => `Connection from ${ip(p)}:${p.number(60000)} accepted, ${p.number(90)} open`],
  [6, (p) => `user ${p.of(people)} logged in from ${ip(p)}`],
  [5, (p) => `request ${p.hex(16)} finished in ${p.number(900)} ms`],
  [5, (p) => `wrote ${p.number(1e7)} bytes to ${p.of(files)}`],
  [4, (p) => `cache miss for key session:${p.hex(12)}, loading it from the database`],
  [
    4,
    (p) =>
      `job ${p.number(1e6)} scheduled to run at 2026-0${1 + p.number(9)}-1${p.number(9)} 0${p.number(9)}:1${p.number(9)}:2${p.number(9)}`,
  ],
  [4, (p) => `vacuum of table ${p.of(tables)} removed ${p.number(5000)} dead rows`],
  [3, (p) => `heartbeat sent, lag=${p.number(50)} peers=${p.number(9)} term=${p.number(400)}`],
  [3, () => 'starting graceful shutdown, waiting for running jobs'],
  [3, (p) => `Retrying after ${p.number(30)}.${p.number(10)}s (attempt ${p.number(5)} of 5)`],
  [3, (p) => `loaded ${p.number(300)} rules, ${p.number(20)} of them disabled`],
  [2, (p) => `could not open ${p.of(files)}: permission denied`],
  [2, (p) => `could not open ${p.of(files)}: no such file or directory`],
  [2, (p) => `GET /api/items/${p.number(1e5)}?page=${p.number(9)} ${p.of([200, 304, 404])} ${p.number(300)}ms`],
  [2, (p) => `peer ${p.hex(8)}-${p.hex(4)}-${p.hex(4)}-${p.hex(12)} joined the cluster`],
  [2, () => 'configuration reloaded'],
  [2, (p) => `memory usage is at ${p.number(100)}%, limit ${p.number(64)} GB`],
  // these open like a head
  [1, (p) => `worker: task ${p.number(1e5)} picked up`],
  [1, (p) => `scheduler: nothing to do for ${p.number(60)} seconds`],
  [1, (p) => `Error: socket hang up after ${p.number(90)} seconds`],
  [1, () => 'WARNING: this option will go away'],
  [1, (p) => `${p.number(9000)} rows copied into the archive`],
  [1, (p) => `[cache] evicted ${p.number(500)} entries`],
  [1, (p) => `app.settings.reload took ${p.number(80)} ms`],
  [1, (p) => `ERROR in step ${p.number(9)}, see the report`],
]

const deck = rows.flatMap(([often], group) => Array.from({ length: often }, () => group))

export const createPick = (seed: number): Pick => {
  const random = seeded(seed)
  const pick: Pick = {
    number: (below) => Math.floor(random() * below),
    hex: (length) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join(''),
    of: (list) => list[Math.floor(random() * list.length)]!,
  }
  return pick
}

export const messagesOf = (pick: Pick, count: number): Made[] =>
  Array.from({ length: count }, () => {
    const group = pick.of(deck)
    return { text: rows[group]![1](pick), group }
  })
