// The tables: what the migrations make is what Drizzle believes, and every question has an index.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { createFaults } from '../lib/faults.ts'
import type { Sighting } from './catalog.ts'
import { ciFailures, ciLogs } from './ci-schema.ts'
import { openDatabase } from './open.ts'
import { behind, deliveries, links, mutes, runs, sightings, tasks } from './schema.ts'
import { catalogOver } from './sqlite.ts'

const inMemory = { path: ':memory:', busyMs: 1000, faults: createFaults(() => {}), now: Date.now }
const sighting: Sighting = {
  ...{ runId: 'r', fingerprint: 'fp1:a', type: 'code', level: 'error', source: 'api', summary: 'it broke' },
  ...{ count: 1, firstSeenMs: 1, lastSeenMs: 2 },
}

test('what the migrations make is what Drizzle believes it to be', () => {
  const database = openDatabase(inMemory)
  const ask = (pragma: string) => database.pragma(pragma) as { [column: string]: unknown }[]
  const tables = [runs, sightings, mutes, tasks, behind, deliveries, links, ciLogs, ciFailures].map(getTableConfig)
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
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'
     AND name NOT LIKE 'task_words%'`,
  )
  assert.deepEqual(
    (inFile.all() as { name: string }[]).map(({ name }) => name).sort(),
    tables.map(({ name }) => name).sort(),
  )
  database.close()
})

test('no question walks through a table', async () => {
  const database = openDatabase(inMemory)
  const prepare = database.prepare.bind(database)
  const asked = new Set<string>()
  database.prepare = (sql: string) => {
    asked.add(sql)
    return prepare(sql)
  }
  const catalog = catalogOver(database)
  await catalog.putRun({ runId: 'r', createdMs: 1 })
  await catalog.putSightings([sighting])
  await catalog.mute('fp1:a', true)
  await catalog.muted(['fp1:a'])
  await catalog.standings('r', ['fp1:a'])
  await catalog.runsBefore('r', 2)
  await catalog.sightings('r')
  await catalog.mute('fp1:a', false)
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
      steps.filter((step) => /^SCAN (?!asked|json_each)|TEMP B-TREE/.test(step)),
      [],
      `${sql}: ${steps}`,
    )
  }
  await catalog.end()
})
