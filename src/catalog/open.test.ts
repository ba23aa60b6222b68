// The file of the catalog: damage is set aside, trouble is told, many open it at once.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { isCode, type SpoorError } from '../errors.ts'
import { createFaults } from '../lib/faults.ts'
import type { Catalog, Sighting } from './catalog.ts'
import { openCatalog, openDatabase } from './open.ts'
import { catalogOver } from './sqlite.ts'

const given = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-catalog-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const faults = createFaults(() => {})
  const options = { path: join(folder, 'data', 'catalog.sqlite'), busyMs: 10_000, faults, now: () => 1234 }
  return { ...options, options, folder: join(folder, 'data') }
}
const sighting = (fingerprint: string, summary = 'it broke'): Sighting => ({
  ...{ runId: 'r', fingerprint, type: 'code', level: 'error', source: 'api', summary },
  ...{ count: 1, firstSeenMs: 1, lastSeenMs: 2 },
})
const fill = async (catalog: Catalog) => {
  await catalog.putRun({ runId: 'r', createdMs: 1 })
  for (let n = 0; n < 20; n++)
    await catalog.putSightings(Array.from({ length: 50 }, (_, i) => sighting(`fp1:${n}-${i}`)))
  await catalog.mute('fp1:1-1', true)
}

const withoutItsEnd = (bytes: Buffer) => bytes.fill(0x5a, bytes.length - 4096)
// what may befall a file: what stands there instead, or what is left of it
const damages: [string, (path: string) => void][] = [
  [
    'holds something else',
    (path) => writeFileSync(path, 'not a database, but long enough to look like one'.repeat(50)),
  ],
  ['lost its end', (path) => truncateSync(path, 3 * 4096)],
  ['was written over in its middle', (path) => writeFileSync(path, readFileSync(path).fill(0x5a, 4096, 16384))],
  ['was written over where nobody looks at first', (path) => writeFileSync(path, withoutItsEnd(readFileSync(path)))],
]
for (const [what, damage] of damages) {
  test(`a file that ${what} is set aside, and history begins anew`, async (t) => {
    const { options, path, folder, faults } = given(t)
    const before = openCatalog(options)
    await fill(before)
    await before.end()
    damage(path)
    const left = readFileSync(path)
    const catalog = openCatalog(options)
    assert.deepEqual(await catalog.sightings('r'), [])
    assert.equal(await catalog.mute('fp1:1-1', false), false)
    await fill(catalog)
    assert.equal((await catalog.sightings('r')).length, 1000)
    await catalog.end()
    assert.ok(readFileSync(join(folder, 'catalog.sqlite.damaged-1234')).equals(left))
    const { count, detail } = faults.list()['catalog damaged']!
    assert.equal(count, 1)
    assert.match(detail, /catalog\.sqlite\.damaged-1234 was .*what was muted is not any more$/)
    await openCatalog(options).end()
    assert.equal(faults.list()['catalog damaged']!.count, 1)
  })
}

test('what is set aside has its journal with it', async (t) => {
  const { options, path, folder } = given(t)
  const before = openCatalog(options)
  await fill(before)
  await before.end()
  await run({ ...options, kill: true, muted: 'fp1:2-2' }, muteAndDie)
  writeFileSync(path, 'not a database, but long enough to look like one'.repeat(50))
  await openCatalog(options).end()
  const left = readdirSync(folder).filter((name) => !name.endsWith('-shm'))
  const aside = 'catalog.sqlite.damaged-1234'
  assert.deepEqual(left.sort(), ['catalog.sqlite', aside, `${aside}-wal`])
})

test('what was written is there after a start, also when the process ended without letting go', async (t) => {
  const { options, folder, faults } = given(t)
  await run(
    { ...options, kill: true, muted: 'fp1:a' },
    `\nawait catalog.putSightings([sighting('fp1:a')])${muteAndDie}`,
  )
  assert.ok(readdirSync(folder).includes('catalog.sqlite-wal'))
  const catalog = openCatalog(options)
  assert.equal((await catalog.sightings('r')).length, 1)
  assert.equal((await catalog.standings('r', ['fp1:a'])).get('fp1:a')!.state, 'muted')
  await catalog.end()
  assert.deepEqual(faults.list(), {})
})

test('processes that begin at the same time open one catalog, and lose nothing of what they write', async (t) => {
  const { options } = given(t)
  const writers = ['a', 'b', 'c', 'd']
  await Promise.all(writers.map((writer) => run({ ...options, writer }, writeMuch)))
  const catalog = openCatalog(options)
  assert.equal((await catalog.sightings('r')).length, 4 * 25)
  assert.equal((await catalog.runsBefore('r', 1000)).length, 0)
  await catalog.end()
})

test('a file that another is changing to its journal is waited for, though SQLite does not', async (t) => {
  const { options, path } = withFolder(t)
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  const opened = openInThread(t, options)
  await opened.begun
  other.exec('COMMIT')
  await opened.done
  other.close()
})

test('a file that another brings up to date meanwhile is up to date', async (t) => {
  const { options, path } = withFolder(t)
  const other = new Database(path)
  other.pragma('journal_mode = WAL')
  // as Drizzle's migrator begins, and ends
  other.exec('CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)')
  other.exec('BEGIN IMMEDIATE')
  const opened = openInThread(t, options)
  await opened.begun
  for (const { tag, when } of journal.entries) {
    other.exec(readFileSync(new URL(`migrations/${tag}.sql`, import.meta.url), 'utf8'))
    other.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)').run(tag, when)
  }
  other.exec('COMMIT')
  await opened.done
  other.close()
})

test('a disk without room is told, and what was there can still be asked for', async (t) => {
  const database = openDatabase(given(t).options)
  const catalog = catalogOver(database)
  await fill(catalog)
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`)
  const long = Array.from({ length: 500 }, (_, n) => sighting(`fp1:long-${n}`, 'x'.repeat(200)))
  await assert.rejects(catalog.putSightings(long), (error: unknown) => isCode(error, 'DISK_FULL'))
  assert.equal((await catalog.sightings('r')).length, 1000)
  await catalog.end()
})

test('a file that may not be written, or that somebody holds for too long, is told', async (t) => {
  const { options, folder } = given(t)
  const told = (reason: RegExp) => (error: unknown) =>
    isCode(error, 'CATALOG_UNAVAILABLE') && reason.test(String((error as SpoorError).params.reason))
  writeFileSync(folder, 'a file where the folder should be')
  assert.throws(() => openCatalog(options), told(/EEXIST/))
  rmSync(folder)
  const [database, other] = [openDatabase({ ...options, busyMs: 10 }), openDatabase(options)]
  const catalog = catalogOver(database)
  other.exec('BEGIN IMMEDIATE')
  await assert.rejects(catalog.putRun({ runId: 'r', createdMs: 1 }), told(/locked/))
  other.exec('ROLLBACK')
  await catalog.putRun({ runId: 'r', createdMs: 1 })
  database.pragma('query_only = ON')
  await assert.rejects(catalog.mute('a', true), told(/readonly/))
  other.close()
  await catalog.end()
})

const withFolder = (t: TestContext) => {
  const world = given(t)
  mkdirSync(world.folder)
  return world
}
const journal: { entries: { tag: string; when: number }[] } = JSON.parse(
  readFileSync(new URL('migrations/meta/_journal.json', import.meta.url), 'utf8'),
)
/** `begun`: it has probably met what is in its way; were it later, it would only find less there. */
const openInThread = (t: TestContext, { path, busyMs }: { path: string; busyMs: number }) => {
  const program = `
    import('node:worker_threads').then(async ({ parentPort, workerData: { url, path, busyMs } }) => {
      const { openCatalog } = await import(url)
      parentPort.postMessage('opening')
      const faults = { note(name, detail) { throw new Error(name + detail) } }
      await openCatalog({ path, busyMs, faults, now: Date.now }).end()
    })`
  const workerData = { url: import.meta.resolve('./open.ts'), path, busyMs }
  const worker = new Worker(program, { eval: true, workerData })
  t.after(() => worker.terminate())
  const done = once(worker, 'exit')
  return { begun: once(worker, 'message').then(() => pause(250)), done }
}

// programs of their own, with what they need before them
const exec = promisify(execFile)
const run = async (given: object, program: string) => {
  const prelude = `
    import { openCatalog } from ${JSON.stringify(import.meta.resolve('./open.ts'))}
    const given = ${JSON.stringify(given)}
    const faults = { note(name, detail) { throw new Error(name + detail) } }
    const catalog = openCatalog({ ...given, faults, now: Date.now })
    const sighting = ${sighting}
    await catalog.putRun({ runId: 'r', createdMs: 1 })`
  const done = exec(process.execPath, ['--input-type=module', '-e', prelude + program])
  await ('kill' in given ? assert.rejects(done, { signal: 'SIGKILL' }) : done)
}
const muteAndDie = `
  await catalog.mute(given.muted, true)
  process.kill(process.pid, 'SIGKILL')`
const writeMuch = `
  for (let n = 0; n < 25; n++) await catalog.putSightings([sighting('fp1:' + given.writer + n)])
  await catalog.end()`
