// The file of the catalog: what the migrations make is what Drizzle believes, damage is set aside, trouble is told, many open it at once.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { isCode, type SpoorError } from '../errors.ts'
import { createFaults } from '../lib/faults.ts'
import type { Sighting } from './catalog.ts'
import { openCatalog, openDatabase } from './open.ts'
import { mutes, runs, sightings } from './schema.ts'
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
const fill = async (catalog: ReturnType<typeof openCatalog>) => {
  await catalog.putRun({ runId: 'r', createdMs: 1 })
  for (let n = 0; n < 20; n++)
    await catalog.putSightings(Array.from({ length: 50 }, (_, i) => sighting(`fp1:${n}-${i}`)))
  await catalog.mute('fp1:1-1', true)
}

test('what the migrations make is what Drizzle believes it to be', (t) => {
  const database = openDatabase({ ...given(t).options, path: ':memory:' })
  const ask = (pragma: string) => database.pragma(pragma) as { [column: string]: unknown }[]
  const tables = [runs, sightings, mutes].map(getTableConfig)
  for (const { name, columns, indexes, primaryKeys, foreignKeys } of tables) {
    const keys = [...columns.filter(({ primary }) => primary), ...primaryKeys.flatMap((key) => key.columns)]
    assert.deepEqual(
      ask(`table_info(${name})`).map((column) => [column.name, column.type, column.notnull, column.pk]),
      columns.map((column) => [
        column.name,
        column.getSQLType().toUpperCase(),
        Number(column.notNull),
        1 + keys.indexOf(column),
      ]),
      name,
    )
    const made = ask(`index_list(${name})`).filter(({ origin }) => origin === 'c')
    const nameOf = (column: object) => ('name' in column ? column.name : column)
    assert.deepEqual(
      made
        .map((index) => [index.name, index.unique, ask(`index_info(${index.name})`).map((column) => column.name)])
        .sort(),
      [
        ...indexes.map(({ config }) => [config.name, Number(config.unique), config.columns.map(nameOf)]),
        ...columns.filter(({ isUnique }) => isUnique).map((column) => [column.uniqueName, 1, [column.name]]),
      ].sort(),
      name,
    )
    assert.deepEqual(
      ask(`foreign_key_list(${name})`).map((key) => [key.from, key.table, key.to, key.on_delete]),
      foreignKeys.map((key) => {
        const { columns, foreignTable, foreignColumns } = key.reference()
        return [
          columns[0]!.name,
          getTableConfig(foreignTable).name,
          foreignColumns[0]!.name,
          key.onDelete?.toUpperCase(),
        ]
      }),
      name,
    )
  }
  const inFile = database.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'`,
  )
  assert.deepEqual(
    (inFile.all() as { name: string }[]).map(({ name }) => name).sort(),
    tables.map(({ name }) => name).sort(),
  )
  database.close()
})

test('no question walks through a table', async (t) => {
  const database = openDatabase({ ...given(t).options, path: ':memory:' })
  const prepare = database.prepare.bind(database)
  const asked = new Set<string>()
  database.prepare = (sql: string) => {
    asked.add(sql)
    return prepare(sql)
  }
  const catalog = catalogOver(database)
  await fill(catalog)
  await catalog.standings('r', ['fp1:1-1'])
  await catalog.runsBefore('r', 2)
  await catalog.sightings('r')
  await catalog.mute('fp1:1-1', false)
  await catalog.sweep(5)
  const plans = [...asked]
    .filter((sql) => /^\s*(select|insert|update|delete)/i.test(sql))
    .map((sql) => {
      const unbound = Array.from(sql.matchAll(/\?/g), () => null)
      const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(unbound) as { detail: string }[]
      return { sql, steps: steps.map(({ detail }) => detail) }
    })
  assert.ok(plans.length >= 9, `${plans.length}`)
  for (const { sql, steps } of plans) {
    assert.deepEqual(
      steps.filter((step) => /^SCAN (?!asked)|TEMP B-TREE/.test(step)),
      [],
      `${sql}: ${steps}`,
    )
  }
  await catalog.end()
})

// what may befall a file: what stands there instead, or what is left of it
const damages: [string, (path: string) => void][] = [
  [
    'holds something else',
    (path) => writeFileSync(path, 'not a database, but long enough to look like one'.repeat(50)),
  ],
  ['lost its end', (path) => truncateSync(path, 3 * 4096)],
  ['was written over in its middle', (path) => writeFileSync(path, readFileSync(path).fill(0x5a, 4096, 16384))],
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

test('what was written is there after a start, also when the process ended without letting go', async (t) => {
  const { options, folder, faults } = given(t)
  await run({ ...options, kill: true }, fillAndDie)
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
const fillAndDie = `
  await catalog.putSightings([sighting('fp1:a')])
  await catalog.mute('fp1:a', true)
  process.kill(process.pid, 'SIGKILL')`
const writeMuch = `
  for (let n = 0; n < 25; n++) await catalog.putSightings([sighting('fp1:' + given.writer + n)])
  await catalog.end()`
