// The fault judge: several writers and followers, each over a store of its own, and between all of them and a real server a proxy that
// delays, loses, repeats and cuts what passes, and is gone for moments.
//
//   npm run judge:faults -- --store redis|s3 --seconds 60 [--seed 1]
//
// Oracle: every acknowledged batch is there exactly once, whole, payload identical, each writer's order kept; followers miss none and get
// none twice; what was not acknowledged is there once at most, and whole; a batch sent again gets its first cursor; a note holds every
// change whose compare-and-set was acknowledged, and none that was told to be in conflict.
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { change, writeOn } from './fault-writers.ts'
import { type Follower, followUntilClosed, opened, readAll } from './follower.ts'
import { type Batch, type Changes, checkChanges, checkLog } from './log-oracle.ts'
import { type Proxied, proxied } from './proxied.ts'
import type { FaultProxy, Rates } from './proxy.ts'
import { seeded } from './random.ts'
import { tidyUntil } from './tidying.ts'

export type FaultsVerdict = {
  batches: { acknowledged: number; givenUp: number; unavailable: number; sentAgain: number }
  lines: number
  changes: { acknowledged: number; conflict: number; unknown: number }
  followers: { lines: number; starts: number }[]
  proxy: FaultProxy['counts']
  wrong: string[]
}

export type FaultsOptions = {
  seed: number
  /** How many stores write, with three writers each. */
  stores: number
  /** How many of these change one note, all at once. */
  changers: number
  /** Asked with the number of acknowledged batches. */
  isEnough(acknowledged: number): boolean
}

export const rates: Rates = { delay: 0.05, drop: 0.02, cut: 0.03, repeat: 0.05, refuse: 0.02, hang: 0.005 }
const streams = ['workflow/a', 'workflow/b']
const noteKey = 'workflow/changes'
/** How long all may take to come to an end once nothing goes wrong any more. */
const calmMs = 180_000

export const judgeFaults = async (server: Proxied, options: FaultsOptions): Promise<FaultsVerdict> => {
  const { proxy, hasOneOrder } = server
  const random = seeded(options.seed)
  const wrong: string[] = []
  const batches: Batch[] = []
  const changes: Changes = new Map()
  const told = { unavailable: 0, sentAgain: 0 }
  const stop = new AbortController()
  const { signal } = stop
  const acknowledged = () => batches.filter(({ cursor }) => cursor !== undefined).length
  const isOver = () => wrong.length > 0 || signal.aborted || options.isEnough(acknowledged())

  const stores = []
  for (let n = 0; n < options.stores; n++) stores.push((await opened(server.open, signal)).store)
  const world = { stores, streams, hasOneOrder, batches, random, isOver, signal, told, wrong }
  const writers = Array.from({ length: 3 * stores.length }, (_, writer) => writeOn(world, writer))
  const changing = stores.slice(0, options.changers).map(async (store) => {
    while (!isOver()) {
      wrong.push(...(await change(store, noteKey, changes)))
      await pause(20)
    }
  })
  const followers = [1e9, 300, 60].map((maxLines): Follower => {
    return { name: `follower of ${maxLines}`, maxLines, seen: new Map(), starts: 0, wrong: [] }
  })
  const following = followers.map((one) => followUntilClosed(one, { open: server.open, streams, random, signal }))

  // also while they catch up: whoever begins anew reads every part that was not rolled
  let isFollowed = false
  const tidying = tidyUntil(server, () => isFollowed || signal.aborted)
  while (!isOver()) {
    await pause(200 + random() * 1500)
    proxy.away()
    await pause(random() * 300)
    proxy.back()
  }
  proxy.use({})
  const late = setTimeout(() => stop.abort(), calmMs)
  await Promise.all([...writers, ...changing])
  await proxy.quiet()
  const { store: direct } = await server.direct()
  for (const stream of streams) await direct.close(stream)
  await Promise.all(following)
  isFollowed = true
  await tidying
  if (signal.aborted) wrong.push(`not at an end ${calmMs} ms after the last fault`)
  clearTimeout(late)

  for (const stream of streams) {
    const ofStream = batches.filter((batch) => batch.stream === stream)
    const found = await readAll(direct, stream)
    wrong.push(...checkLog(`the end of ${stream}`, ofStream, found, true))
    for (const { name, seen } of followers) {
      const lines = seen.get(stream) ?? []
      wrong.push(...checkLog(`${name} of ${stream}`, ofStream, lines, hasOneOrder))
      if (hasOneOrder && lines.join() !== found.join()) wrong.push(`${name} saw ${stream} in another order`)
      if (lines.length !== found.length) wrong.push(`${name} saw ${lines.length} of ${found.length} of ${stream}`)
    }
  }
  wrong.push(...checkChanges(changes, (await direct.getNote(noteKey))?.value), ...followers.flatMap((one) => one.wrong))
  for (const store of [...stores, direct]) await store.end()
  const outcomes = [...changes.values()]
  return {
    batches: { acknowledged: acknowledged(), givenUp: batches.length - acknowledged(), ...told },
    lines: batches.reduce((sum, { lines }) => sum + lines.length, 0),
    changes: {
      acknowledged: outcomes.filter((one) => one === 'acknowledged').length,
      conflict: outcomes.filter((one) => one === 'conflict').length,
      unknown: outcomes.filter((one) => one === 'unknown').length,
    },
    followers: followers.map(({ seen, starts }) => ({ lines: [...seen.values()].flat().length, starts })),
    proxy: proxy.counts,
    wrong,
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      store: { type: 'string', default: 'redis' },
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
    },
  })
  const seed = Number(values.seed)
  const untilMs = Date.now() + Number(values.seconds) * 1000
  const server = await proxied(values.store, { seed, rates })
  if (!server) throw new Error(`no server for ${values.store} here`)
  const verdict = await judgeFaults(server, { seed, stores: 3, changers: 3, isEnough: () => Date.now() > untilMs })
  await server.end()
  for (const wrong of verdict.wrong.slice(0, 10)) console.error(wrong)
  console.log(JSON.stringify({ store: values.store, seed, ...verdict, wrong: verdict.wrong.length }))
  process.exitCode = verdict.wrong.length > 0 ? 1 : 0
}
