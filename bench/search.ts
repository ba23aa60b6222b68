// Search: a literal with its exact total over a run of a million lines, live and compressed, against the tools one would use.
// Promises: ours and the peer's in turns, so that both meet the same noise; a total that differs from the peer's is said.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCorpus } from './corpus.ts'
import { findRipgrep } from './ripgrep.ts'
import { withFolder, withService } from './service.ts'
import { median } from './stats.ts'
import type { Row } from './table.ts'

const posts = 250
const linesPerPost = 4000
const rounds = 5
const planted = 'needle-'
const needles = [
  'zzqqxx',
  planted,
  'authentication failure',
  'Received block',
  'ECONNREFUSED',
  ':5432',
  'GET /api/orders/items',
]

type Peer = (needle: string) => { ms: number; total: number }

export const search = (): Promise<Row[]> =>
  withFolder(async (folder) => {
    const live = join(folder, 'runs/big.jsonl')
    const packed = `${live}.zst`
    const env = { SPOOR_DATA: folder, SPOOR_SEARCH_DEADLINE_MS: '60000' }
    const rows = await withService(
      async ({ url }) => {
        await write(url)
        await writeMixed(url)
        return [...(await liveRows(url, live)), ...(await mixedLive(url, folder)), await pageRow(url)]
      },
      { env },
    )
    const size = statSync(live).size
    const zstd = size / Number(sh('zstd -3 -c "$1" | wc -c', live))
    const packedRows = await withService(
      async ({ url }) => {
        const arePacked = () =>
          !existsSync(live) &&
          [packed, ...mixed.map(({ run }) => pathOf(folder, run, '.zst'))].every((path) => existsSync(path))
        while (!arePacked()) await sleep(100)
        return [
          ...(await against(url, (needle) => byZstd(needle, packed), 'compressed run, zstd -dc | grep -c -F', {
            atMost: [1.2, 1],
          })),
          await mixedRow(url, 'compressed, zstd -dc | grep -c -F', (run, needle) =>
            byZstd(needle, pathOf(folder, run, '.zst')),
          ),
        ]
      },
      { env: { ...env, SPOOR_SEAL_AFTER_MS: '100', SPOOR_SWEEP_EVERY_MS: '200' } },
    )
    const ratio = size / statSync(packed).size
    const note = `of ${Math.round(size / 1e6)} MB; zstd -3 over the whole file: ${zstd.toFixed(2)}`
    return [
      ...rows,
      { what: 'ratio of compression', value: ratio, unit: '×', atLeast: [4.6, 6.5], note },
      ...packedRows,
    ]
  })

const write = async (url: string): Promise<void> => {
  const next = createCorpus({ seed: 3 })
  for (let post = 0; post < posts; post++) {
    const lines = Array.from({ length: linesPerPost }, next)
    // ten of them in a million
    if (post % 25 === 7)
      lines[0] = JSON.stringify({ level: 'info', source: 'web', message: `${planted}${post} in the hay` })
    await send(url, 'big', lines)
  }
}

const send = async (url: string, runId: string, lines: readonly string[]): Promise<void> => {
  const headers = { 'Content-Type': 'application/x-ndjson' }
  const answer = await fetch(`${url}/ingest?runId=${runId}`, { method: 'POST', headers, body: lines.join('\n') })
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
}

const pathOf = (folder: string, run: string, ending = '') => join(folder, `runs/${run}.jsonl${ending}`)

// ten lines to a hundred thousand, each a tenth longer than the one before
const mixed = Array.from({ length: 100 }, (_, n) => ({
  run: `mixed-${n}`,
  lines: Math.round(10 * 10 ** ((4 * n) / 99)),
}))

const writeMixed = async (url: string): Promise<void> => {
  const next = createCorpus({ seed: 5 })
  for (const { run, lines } of mixed) {
    for (let left = lines; left > 0; left -= linesPerPost) {
      await send(url, run, Array.from({ length: Math.min(left, linesPerPost) }, next))
    }
  }
}

const mixedLive = async (url: string, folder: string): Promise<Row[]> => {
  const rg = findRipgrep()
  if (rg === undefined) return []
  return [await mixedRow(url, 'live, rg -n -F', (run, needle) => byRipgrep(rg, needle, pathOf(folder, run)))]
}

// none, many, some
const fewNeedles = ['zzqqxx', 'authentication failure', 'ECONNREFUSED']

/** All of them one after the other, each with a search of its own. */
const mixedRow = async (
  url: string,
  what: string,
  peer: (run: string, needle: string) => ReturnType<Peer>,
): Promise<Row> => {
  const sums: { ours: number; theirs: number }[] = []
  let wrong = ''
  for (const needle of fewNeedles) {
    const sum = { ours: 0, theirs: 0 }
    for (const { run } of mixed) {
      const one = await ask(url, run, needle)
      const other = peer(run, needle)
      sum.ours += one.ms
      sum.theirs += other.ms
      if (one.total !== other.total) wrong += `; ${run} ${needle}: ${one.total}, PEER SAYS ${other.total}`
    }
    sums.push(sum)
  }
  const ratios = sums.map(({ ours, theirs }) => ours / theirs)
  const note = `${sums.map(({ ours, theirs }) => `${ours.toFixed(0)} : ${theirs.toFixed(0)}`).join(', ')} ms a hundred${wrong}`
  return { what: `100 runs of 10 to 100,000 lines, ${what}: median`, value: median(ratios), unit: '×', note }
}

const liveRows = async (url: string, path: string): Promise<Row[]> => {
  const rg = findRipgrep()
  if (rg !== undefined)
    return against(url, (needle) => byRipgrep(rg, needle, path), 'live run, rg -n -F', { atMost: [1.5, 1], worst: 2 })
  console.log('ripgrep is neither in PATH nor to be had from Debian: the live run has no peer')
  return []
}

const against = async (
  url: string,
  peer: Peer,
  what: string,
  { atMost, worst }: { atMost: readonly [number, number]; worst?: number },
): Promise<Row[]> => {
  const found: { needle: string; ratio: number; text: string }[] = []
  for (const needle of needles) {
    await ask(url, 'big', needle)
    peer(needle)
    const ours: number[] = []
    const theirs: number[] = []
    let totals = ''
    for (let round = 0; round < rounds; round++) {
      const one = await ask(url, 'big', needle)
      const other = peer(needle)
      ours.push(one.ms)
      theirs.push(other.ms)
      totals = one.total === other.total ? `${one.total}` : `${one.total}, PEER SAYS ${other.total}`
    }
    const [oursMs, theirsMs] = [median(ours), median(theirs)]
    const text = `${JSON.stringify(needle)} (${totals}) ${oursMs.toFixed(0)} : ${theirsMs.toFixed(0)} ms`
    found.push({ needle, ratio: oursMs / theirsMs, text })
  }
  const ratios = found.map(({ ratio }) => ratio)
  const highest = Math.max(...ratios)
  return [
    {
      what: `${what}: median`,
      value: median(ratios),
      unit: '×',
      atMost,
      note: found.map(({ text }) => text).join(', '),
    },
    {
      what: `${what}: worst`,
      value: highest,
      unit: '×',
      atMost: worst === undefined ? undefined : [worst],
      note: found.find(({ ratio }) => ratio === highest)!.needle,
    },
  ]
}

/** What is left of an answer when there is next to nothing to search: a hundred lines, all on the page. */
const pageRow = async (url: string): Promise<Row> => {
  const next = createCorpus({ seed: 4, secrets: false })
  await send(url, 'small', Array.from({ length: 100 }, next))
  const times: number[] = []
  for (let round = 0; round < 50; round++) times.push((await ask(url, 'small', ' ')).ms)
  return { what: 'of it HTTP and a page of 100 lines', value: median(times), unit: 'ms' }
}

const ask = async (url: string, runId: string, needle: string): Promise<{ ms: number; total: number }> => {
  const begunMs = performance.now()
  const answer = await fetch(`${url}/raw?runId=${runId}&grep=${encodeURIComponent(needle)}&limit=100&format=json`)
  const { total } = (await answer.json()) as { total: number }
  return { ms: performance.now() - begunMs, total }
}

const byRipgrep = (rg: string, needle: string, path: string) => {
  const nowhere = openSync('/dev/null', 'w')
  const begunMs = performance.now()
  spawnSync(rg, ['-n', '-F', '--', needle, path], { stdio: ['ignore', nowhere, 'inherit'] })
  const ms = performance.now() - begunMs
  closeSync(nowhere)
  // nothing at all when there is none
  const { stdout } = spawnSync(rg, ['-c', '-F', '--', needle, path], { encoding: 'utf8' })
  return { ms, total: Number(stdout) }
}

const byZstd = (needle: string, path: string) => {
  const begunMs = performance.now()
  const total = Number(sh('zstd -dc "$1" | grep -c -F -- "$2"', path, needle))
  return { ms: performance.now() - begunMs, total }
}

const sh = (script: string, ...args: string[]): string =>
  spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8' }).stdout
