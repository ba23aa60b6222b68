// Stalled: readers that stop reading: of a live stream, and of pages of /raw.
// Oracle: they cost a bounded amount of memory, others are served as ever; one that reads on gets every event once, and so does one that
// was let go and comes back behind its last event; pages that nobody takes are refused at their bound.
import type { Socket } from 'node:net'
import { until, type Victim, withVictim } from './abuse-service.ts'
import { dial, head, openSocket, post } from './abuse-sockets.ts'
import type { Size, Verdict } from './abuse-verdict.ts'

const sizes = { short: { stalled: 30, batches: 24 }, long: { stalled: 300, batches: 256 } }
const runId = 'live'
const linesPerBatch = 128
const lineBytes = 8192
/** What a stalled live reader may cost beside what the kernel holds: the page being written and the next. */
const readerMb = 1.5

export const stalled = async (size: Size): Promise<Verdict> => {
  const wrong: string[] = []
  const figures = await withVictim({}, (victim) => waitedFor(victim, sizes[size], wrong))
  const { batches } = sizes.short
  const quick = { SPOOR_STALLED_MS: '5000', SPOOR_HEARTBEAT_MS: '100' }
  await withVictim(quick, (victim) => letGo(victim, batches, wrong))
  const narrow = { SPOOR_MAX_ANSWER_BYTES: String(2 ** 20), SPOOR_SEARCH_DEADLINE_MS: '60000' }
  await withVictim(narrow, (victim) => notTaken(victim, batches, wrong))
  return { wrong, figures }
}

const waitedFor = async (victim: Victim, { stalled: count, batches }: (typeof sizes)[Size], wrong: string[]) => {
  await send(victim, 0, 1)
  const sleepers = await Promise.all(Array.from({ length: count }, () => openReader(victim)))
  const reader = await openReader(victim)
  await until('all are connected', () => [...sleepers, reader].every(({ seen }) => seen.length > 0))
  for (const { socket } of sleepers) socket.pause()
  const idle = victim.memory().nowMb
  await send(victim, 1, batches)
  await until('the reader has everything', () => reader.seen.length >= batches * linesPerBatch)
  check('who reads', reader.seen, batches, wrong)
  const { peakMb } = victim.memory()
  const capMb = Math.round(idle + 100 + count * readerMb)
  if (peakMb > capMb) wrong.push(`${peakMb} MB at the most with ${count} stalled readers, the cap is ${capMb}`)
  const behind = sleepers[0]!
  if (behind.seen.length >= batches * linesPerBatch) wrong.push('nobody was stalled')
  behind.socket.resume()
  await until('who reads on has everything', () => behind.seen.length >= batches * linesPerBatch)
  check('who reads on', behind.seen, batches, wrong)
  for (const { socket } of [...sleepers, reader]) socket.destroy()
  await until('nobody follows any more', async () => (await victim.metric('spoor_followers')) === 0)
  return { stalled: count, sentMb: (batches * linesPerBatch * lineBytes) / 1e6, idleMb: idle, peakMb, capMb }
}

const letGo = async (victim: Victim, batches: number, wrong: string[]) => {
  await send(victim, 0, 1)
  const first = await openReader(victim)
  await until('it is connected', () => first.seen.length > 0)
  first.socket.pause()
  await send(victim, 1, batches)
  await until('the live reader is let go', async () => (await victim.metric('spoor_followers')) === 0)
  const second = await openReader(victim, first.lastId)
  await until('who comes back has everything', () => first.seen.length + second.seen.length >= batches * linesPerBatch)
  check('who comes back', [...first.seen, ...second.seen], batches, wrong)
  second.socket.destroy()
}

const notTaken = async (victim: Victim, batches: number, wrong: string[]) => {
  await send(victim, 0, batches)
  // one page larger than the bound is given alone; the next must wait until it is taken
  const pages = await Promise.all([pageReader(victim), pageReader(victim), pageReader(victim)])
  const statuses = await Promise.all(pages.map(({ status }) => status))
  if (!statuses.includes(200)) wrong.push('no page is given at all')
  if (!statuses.includes(429)) wrong.push(`pages nobody takes are answered ${statuses}`)
  for (const { socket } of pages) socket.destroy()
  const ask = async () => (await fetch(`${victim.url}/raw?runId=${runId}&limit=2000`)).status
  await until('there is room again', async () => (await ask()) === 200)
}

const messageOf = (n: number) => `line ${n} `.padEnd(lineBytes, 'and on ')

const send = async ({ port }: Victim, from: number, to: number) => {
  const caller = await dial(port)
  for (let batch = from; batch < to; batch++) {
    const lines = Array.from({ length: linesPerBatch }, (_, n) => messageOf(batch * linesPerBatch + n).trim())
    const answer = await caller.ask(post(`/ingest?runId=${runId}`, lines.join('\n'), { 'Content-Type': 'text/plain' }))
    if (answer?.status !== 200) throw new Error(`a batch is answered ${answer?.status} ${answer?.body}`)
  }
  caller.end()
}

const check = (who: string, seen: string[], batches: number, wrong: string[]) => {
  const place = seen.findIndex((message, n) => message !== messageOf(n).trim())
  if (place >= 0) wrong.push(`${who}: line ${place} is ${seen[place]!.slice(0, 20)}`)
  if (seen.length !== batches * linesPerBatch) wrong.push(`${who}: ${seen.length} lines`)
}

type Reader = { socket: Socket; seen: string[]; lastId: string }

const openReader = async ({ port }: Victim, lastId = ''): Promise<Reader> => {
  const socket = await openSocket(port)
  const reader: Reader = { socket, seen: [], lastId }
  let rest = ''
  // every page is one chunk of the answer, so that an event is never cut by the length of a chunk
  socket.on('data', (bytes: Buffer) => {
    rest += bytes.toString('latin1')
    for (const [, id, data] of rest.matchAll(/id: (\S+)\ndata: (.*)\n\n/g)) {
      reader.seen.push((JSON.parse(data!) as { message: string }).message)
      reader.lastId = id!
    }
    rest = rest.slice(rest.lastIndexOf('\n\n') + 1)
  })
  socket.write(head(`GET /events?runId=${runId}`, lastId === '' ? {} : { 'Last-Event-ID': lastId }))
  return reader
}

/** Asks for a page and takes no more of it than its head. */
const pageReader = async ({ port }: Victim) => {
  const socket = await openSocket(port)
  const status = new Promise<number>((resolve) => {
    socket.once('data', (bytes: Buffer) => {
      socket.pause()
      resolve(Number(bytes.toString('latin1', 9, 12)))
    })
    socket.once('close', () => resolve(0))
  })
  socket.write(head(`GET /raw?runId=${runId}&limit=2000`))
  return { socket, status }
}
