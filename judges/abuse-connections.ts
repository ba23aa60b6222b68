// Connections: 2,000 at once, half of them idle, half of them with a line to send; then more than there may be.
// Oracle: every line is taken; /health and /raw are answered meanwhile. Beyond the limit idle ones are closed, newcomers are served one
// request and /health says so; a tenth beyond that they are dropped and counted, and all is well again when they are gone.
import { until, type Victim, withVictim } from './abuse-service.ts'
import { type Caller, dial, head, post } from './abuse-sockets.ts'
import type { Size, Verdict } from './abuse-verdict.ts'
import { messages } from './messages.ts'

const counts = { short: 2000, long: 2000 }
const limit = 20

export const connections = async (size: Size): Promise<Verdict> => {
  const wrong: string[] = []
  const count = counts[size]
  const peakMb = await withVictim({}, (victim) => many(victim, count, wrong))
  // nothing but the limit may end them
  const patient = { SPOOR_KEEP_ALIVE_MS: '600000', SPOOR_HEADERS_MS: '600000', SPOOR_REQUEST_MS: '600000' }
  await withVictim({ SPOOR_MAX_CONNECTIONS: String(limit), ...patient }, (victim) => tooMany(victim, wrong))
  return { wrong, figures: { connections: count, peakMb } }
}

const many = async (victim: Victim, count: number, wrong: string[]): Promise<number> => {
  const { port } = victim
  const callers = await inGroups(count, () => dial(port))
  const idle = callers.slice(0, count / 2)
  const busy = callers.slice(count / 2)
  // half of the idle ones have spoken once and are kept alive, the others never said a word
  await Promise.all(idle.slice(0, count / 4).map((caller) => caller.ask(head('GET /health'))))
  const line = (n: number) => `from connection ${n}`
  const sending = busy.map((caller, n) =>
    caller.ask(post('/ingest?runId=many', line(n), { 'Content-Type': 'text/plain' })),
  )
  const { status } = await victim.health()
  if (status !== 'ok') wrong.push(`/health says ${status} with ${count} connections`)
  const answers = await Promise.all(sending)
  const refused = answers.filter((answer) => answer?.status !== 200).length
  if (refused > 0) wrong.push(`${refused} of ${busy.length} lines not taken`)
  const found = await messages(victim.url, 'many')
  if (new Set(found).symmetricDifference(new Set(busy.map((_, n) => line(n)))).size > 0)
    wrong.push('lines lost or doubled')
  if (found.length !== busy.length) wrong.push(`${busy.length} lines sent, ${found.length} there`)
  const open = await victim.metric('spoor_connections')
  if (open < count) wrong.push(`${open} connections of ${count} are still open`)
  for (const caller of callers) caller.end()
  await until('connections are let go', async () => (await victim.metric('spoor_connections')) < 10)
  return victim.memory().peakMb
}

const tooMany = async (victim: Victim, wrong: string[]) => {
  const { port } = victim
  const ask = head('GET /health')
  // idle ones make room
  const idle = await inGroups(limit, () => dial(port))
  await Promise.all(idle.map((caller) => caller.ask(ask)))
  const newcomer = await dial(port)
  if ((await newcomer.ask(ask))?.status !== 200) wrong.push('a newcomer is not served')
  await until('idle ones are closed', () => idle.every(({ socket }) => socket.closed))
  // the service hears of it later than we; whoever asks is one of them
  await until('they are let go', async () => (await victim.metric('spoor_connections')) <= 2)
  // those that never ask are no idle ones: they stay until their time is up
  const silent = await inGroups(limit, () => dial(port))
  await until('they are let in', async () => (await victim.metric('spoor_connections')) === limit + 1)
  const probe = await dial(port)
  const answer = await probe.ask(ask)
  if (answer?.headers.connection !== 'close') wrong.push('beyond the limit a connection is kept alive')
  if (!answer?.body.includes('"degraded":["connections"]')) wrong.push(`/health does not tell it: ${answer?.body}`)
  // of as many again as there may be, a tenth is let in
  await until('the probe is let go', async () => (await victim.metric('spoor_connections')) === limit + 1)
  const more = await inGroups(limit, () => dial(port))
  const room = limit / 10
  const open = () => more.filter(({ socket }) => !socket.closed)
  await until('all but a tenth are dropped', () => open().length <= room)
  const served = await Promise.all(open().map((caller) => caller.ask(ask)))
  if (served.length !== room || served.some((one) => one?.status !== 200)) wrong.push(`${served.length} are let in`)
  for (const caller of [...silent, newcomer]) caller.end()
  await until('the limit is no longer met', async () => (await victim.health()).status === 'ok')
  const dropped = await victim.metric('spoor_connections_dropped')
  if (dropped !== more.length - room) wrong.push(`${dropped} counted as dropped, ${more.length - room} were`)
  const { faults } = await victim.health()
  if ((faults.connections?.count ?? 0) <= dropped) wrong.push('/health does not count them')
}

// the queue of those who are not let in yet holds 511
const inGroups = async (count: number, open: () => Promise<Caller>): Promise<Caller[]> => {
  const all: Caller[] = []
  while (all.length < count) {
    all.push(...(await Promise.all(Array.from({ length: Math.min(200, count - all.length) }, open))))
  }
  return all
}
