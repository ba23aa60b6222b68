// The power judge: the file driver on a disk that forgets what was not synced, cut off at random points, opened again.
//
//   npm run judge:power -- --cycles 1000 [--seed 1] [--without journal]     without: that sync call does nothing
//
// Oracle: every acknowledged batch is there exactly once, whole, in its writer's order, and its cursor reads on behind it;
// what a reader was served stays; an acknowledged note, close or drop stays; nothing was invented; a fresh append passes.
import { parseArgs } from 'node:util'
import { isCode } from '../src/errors.ts'
import { createFaults } from '../src/lib/faults.ts'
import { toLines } from '../src/record/record.ts'
import { type FileStore, openFileStore } from '../src/store/file/index.ts'
import { type ForgettingDisk, forgettingDisk, PowerLost } from './forgetting-disk.ts'
import { allLines, type Batch, check, type NoteTruth, type Truth, truthOf, type World } from './power-oracle.ts'
import { seeded } from './random.ts'

export type Verdict = { cycles: number; batches: number; cuts: number; wrong: string[]; syncs: Map<string, number> }

const streams = ['run/a', 'run/b', 'task/a/webhook-flow', 'task/a/agent-output', 'task/b/webhook-flow']
const noteKeys = ['note/0', 'note/1', 'task/a/metadata', 'task/a/final-result', 'task/b/input']
const writers = 3

export const judgePower = async (options: {
  cycles: number
  seed: number
  without?: string
  firstOnly?: boolean
}): Promise<Verdict> => {
  const verdict: Verdict = { cycles: 0, batches: 0, cuts: 0, wrong: [], syncs: new Map() }
  for (let cycle = 0; cycle < options.cycles; cycle++) {
    const seed = options.seed + cycle
    try {
      await oneCycle(seed, options.without, verdict)
    } catch (error) {
      verdict.wrong.push(`seed ${seed}: ${(error as Error).stack}`)
    }
    verdict.cycles++
    if (verdict.wrong.length > 0 && options.firstOnly) break
  }
  return verdict
}

const oneCycle = async (seed: number, without: string | undefined, verdict: Verdict) => {
  const random = seeded(seed)
  const root = '/data'
  const world = {
    truths: new Map<string, Truth>(),
    notes: new Map<string, NoteTruth>(),
    count: 0,
  }
  let disk = forgettingDisk(random, without, root)
  let budget = 200
  for (let life = 0; life < 4; life++) {
    disk.cutAfter(life === 3 ? Number.POSITIVE_INFINITY : Math.floor(random() * budget))
    const isOver = await untilCut(async () => {
      const store = await open(disk, root)
      await check(store, world)
      if (life === 3) return
      await live(store, world, random, disk)
      await store.end()
    })
    for (const [why, count] of disk.syncs) verdict.syncs.set(why, (verdict.syncs.get(why) ?? 0) + count)
    if (isOver) verdict.cuts++
    // soon after a kill: what the dead process had not synced is served by the next one, and then the power goes
    const kind = random() < 0.4 ? 'killed' : 'forgotten'
    budget = kind === 'killed' ? 40 : 200
    disk = disk.next(kind)
  }
  verdict.batches += world.count
}

const untilCut = async (action: () => Promise<void>): Promise<boolean> => {
  try {
    await action()
    return false
  } catch (error) {
    if (isPower(error)) return true
    throw error
  }
}

const isPower = (error: unknown): boolean =>
  error instanceof PowerLost || (error instanceof Error && isPower(error.cause))

const open = (disk: ForgettingDisk, root: string) =>
  openFileStore({
    disk,
    root,
    journalBytes: 1500,
    maxQueuedBytes: 1 << 20,
    maxOpenStreams: 2,
    maxKeys: 1000,
    maxBlocks: 2,
    minFreeBytes: 0,
    sealAfterMs: -60_000,
    taskPackAfterMs: -60_000,
    faults: createFaults(() => {}),
    now: () => Number.MAX_SAFE_INTEGER / 2,
  })

// several writers at once, each waiting for its own acknowledgements, beside readers, packing, dropping and notes
const live = async (store: FileStore, world: World, random: () => number, disk: ForgettingDisk) => {
  const pick = () => streams[Math.floor(random() * streams.length)]!
  const write = async (writer: number) => {
    for (let i = 0; i < 6; i++) {
      const stream = pick()
      const truth = truthOf(world, stream)
      if (truth.unsure) continue
      const key = `w${writer}-${world.count++}`
      const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, n) => lineOf(key, n, random))
      const batch: Batch = { stream, key, lines }
      truth.batches.push(batch)
      try {
        batch.cursor = await store.append(stream, toLines(lines), { key, digest: '0' })
      } catch (error) {
        if (!isCode(error, 'STREAM_CLOSED')) throw error
        truth.batches.splice(truth.batches.indexOf(batch), 1)
        if (!truth.isClosed && !truth.unsure) throw error
      }
    }
  }
  const read = async () => {
    for (let i = 0; i < 3; i++) {
      const stream = pick()
      const truth = truthOf(world, stream)
      const lines = await allLines(store, stream).catch((error) => {
        // dropped while it was read
        if (isCode(error, 'CURSOR_GONE')) return []
        throw error
      })
      if (!truth.unsure && lines.length >= truth.served.length && world.truths.get(stream) === truth)
        truth.served = lines
    }
  }
  const disturb = async () => {
    for (let i = 0; i < 3; i++) {
      // in the middle of it
      if (random() < 0.3) disk.cutAfter(Math.floor(random() * 30))
      const choice = random()
      if (choice < 0.4) await store.tidy()
      else if (choice < 0.65) await drop(store, world, pick(), random)
      else if (choice < 0.7) await close(store, world, pick())
      else await note(store, world, random)
      // what was just acknowledged is most at risk right now
      if (random() < 0.4) disk.cutAfter(Math.floor(random() * 6))
    }
  }
  await Promise.all([...Array.from({ length: writers }, (_, n) => write(n)), read(), disturb()])
}

const lineOf = (key: string, n: number, random: () => number) =>
  `{"ts":"t","key":"${key}","n":${n},"message":"${'x'.repeat(Math.floor(random() * 300))}"}`

const drop = async (store: FileStore, world: World, stream: string, random: () => number) => {
  const truth = truthOf(world, stream)
  // only while nobody writes to it: the oracle then knows what was in it
  if (truth.unsure || truth.batches.some(({ cursor }) => cursor === undefined)) return
  truth.unsure = 'drop'
  const upTo = random() < 0.8 ? Math.floor(random() * truth.batches.length) : undefined
  const cursor = upTo === undefined ? undefined : truth.batches[upTo]?.cursor
  // a packed stream is cut in another way
  if (cursor !== undefined && random() < 0.7) await store.tidy()
  const order = cursor === undefined ? [] : await allLines(store, stream)
  if (cursor !== undefined) truth.mustStay = await allLines(store, stream, cursor)
  await store.drop(stream, cursor)
  const next: Truth = { batches: [], served: [], isClosed: cursor !== undefined && truth.isClosed }
  if (cursor !== undefined) {
    const left = await allLines(store, stream)
    const isKept = (batch: Batch) => left.includes(batch.lines[0]!)
    next.batches = truth.batches.filter(isKept)
    const gone = truth.batches.length - next.batches.length
    if (
      order.length - left.length !==
      truth.batches
        .slice()
        .filter((b) => !isKept(b))
        .flatMap((b) => b.lines).length
    ) {
      throw new Error(`dropping ${gone} batches of ${stream} took something else`)
    }
    if (left.length === 0) next.isClosed = false
  }
  world.truths.set(stream, next)
}

const close = async (store: FileStore, world: World, stream: string) => {
  const truth = truthOf(world, stream)
  if (truth.unsure) return
  truth.unsure = 'close'
  await store.close(stream)
  truth.unsure = undefined
  truth.isClosed = true
}

const note = async (store: FileStore, world: World, random: () => number) => {
  const key = noteKeys[Math.floor(random() * noteKeys.length)]!
  const truth = world.notes.get(key) ?? { acked: undefined, tried: [] }
  world.notes.set(key, truth)
  const value = random() < 0.5 ? undefined : world.count++
  truth.tried.push(value)
  await store.putNote(key, value, (await store.getNote(key))?.version)
  Object.assign(truth, { acked: value, tried: [] })
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      cycles: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      without: { type: 'string' },
    },
  })
  const verdict = await judgePower({
    cycles: Number(values.cycles),
    seed: Number(values.seed),
    without: values.without,
  })
  for (const wrong of verdict.wrong.slice(0, 5)) console.error(wrong)
  console.log(
    JSON.stringify({
      ...verdict,
      syncs: Object.fromEntries(verdict.syncs),
      wrong: verdict.wrong.length,
      without: values.without ?? null,
    }),
  )
  process.exitCode = verdict.wrong.length > 0 ? 1 : 0
}
