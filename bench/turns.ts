// Turns: two ways to do the same, each for a moment, again and again, so that both meet the same noise.
// Promises: the first turn of each warms up and does not count.
import { cpuOf } from './service.ts'
import { median, spreadOf } from './stats.ts'

/** `step` is one operation of one of the workers, which wait for it before their next. */
export type Side = { step(worker: number): Promise<unknown> }

/** `perSecond`: operations, median of the turns; `times`: of each operation, ms; `cpuUs`: of this process and of the server, for one. */
export type Turned = { perSecond: number; times: number[]; cpuUs: { ours: number; servers: number } }

/** `ratio` of the rates, ours to theirs: median of the turns; `least` and `most` of them. */
export type Compared = { ours: Turned; theirs: Turned; ratio: number; least: number; most: number }

/** `server` is a process id; `between` comes before every turn, outside of the clock. */
export type Turns = {
  workers: number
  rounds: number
  seconds: number
  server: number
  between?: () => Promise<unknown>
}

export const inTurns = async (ours: Side, theirs: Side, turns: Turns): Promise<Compared> => {
  const pairs: [Turned, Turned][] = []
  for (let round = 0; round <= turns.rounds; round++) {
    pairs.push([await turnOf(ours, turns), await turnOf(theirs, turns)])
  }
  const counted = pairs.slice(1)
  const ratios = counted.map(([one, other]) => one.perSecond / other.perSecond)
  return {
    ours: together(counted.map(([one]) => one)),
    theirs: together(counted.map(([, other]) => other)),
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
  }
}

/** What a comparison says beside its ratio; `each`: how many of `unit` an operation counts for. */
export const againstText = ({ ours, theirs, least, most }: Compared, unit: string, each = 1): string => {
  const both = (text: (side: Turned) => string) => `${text(ours)} : ${text(theirs)}`
  const cpu = ({ cpuUs }: Turned) => `${(cpuUs.ours / each).toFixed(1)} + ${(cpuUs.servers / each).toFixed(1)}`
  return [
    `${least.toFixed(2)}–${most.toFixed(2)}`,
    `${both(({ perSecond }) => String(Math.round(perSecond * each)))} ${unit}`,
    `ack ${both(({ times }) => spreadOf(times))} ms`,
    `CPU of client + server ${both(cpu)} µs`,
  ].join('; ')
}

const turnOf = async ({ step }: Side, { workers, seconds, server, between }: Turns): Promise<Turned> => {
  await between?.()
  const times: number[] = []
  const cpu = { ours: process.cpuUsage(), servers: cpuOf(server) }
  const begunMs = performance.now()
  const work = async (worker: number) => {
    for (let at = begunMs; at < begunMs + seconds * 1000; ) {
      await step(worker)
      const now = performance.now()
      times.push(now - at)
      at = now
    }
  }
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))
  const perSecond = (times.length / (performance.now() - begunMs)) * 1000
  const { user, system } = process.cpuUsage(cpu.ours)
  const servers = (cpuOf(server) - cpu.servers) * 1e6
  return { perSecond, times, cpuUs: { ours: (user + system) / times.length, servers: servers / times.length } }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const together = (turned: Turned[]): Turned => ({
  perSecond: median(turned.map(({ perSecond }) => perSecond)),
  times: turned.flatMap(({ times }) => times),
  cpuUs: {
    ours: mean(turned.map(({ cpuUs }) => cpuUs.ours)),
    servers: mean(turned.map(({ cpuUs }) => cpuUs.servers)),
  },
})
