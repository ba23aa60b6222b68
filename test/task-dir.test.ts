// TASK_LOGS_DIR, from the settings on: tasks lie there, and a folder that cannot be made costs tasks only.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../src/config/config.ts'
import { isCode } from '../src/errors.ts'
import { createFaults } from '../src/lib/faults.ts'
import { openStores } from '../src/store/open.ts'
import { batch, line, readAll } from './store-subject.ts'
import { flow, metadata } from './task-subject.ts'

const given = (
  name: string,
  body: (world: { root: string; open: (env: object) => ReturnType<typeof openStores> }) => Promise<void>,
) =>
  test(name, async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'spoor-dir-'))
    t.after(() => rmSync(root, { recursive: true }))
    const open = (env: object) => {
      const config = readConfig({ SPOOR_DATA: join(root, 'data'), ...env })
      const faults = createFaults(() => {})
      return openStores({ ...config, role: 'service', disk: undefined, faults, now: Date.now })
    }
    await body({ root, open })
  })

given('tasks lie where it says, and /health tells where', async ({ root, open }) => {
  const logs = join(root, 'logs/tasks')
  const { store, places } = await open({ TASK_LOGS_DIR: logs })
  await store.append(flow, batch('received'))
  await store.putNote(metadata, { status: 'running' }, undefined)
  await store.append('run/a', batch('1'))
  await store.end()
  assert.equal(readFileSync(join(logs, 'task-1/02-webhook-flow.jsonl'), 'utf8'), `${line('received')}\n`)
  assert.equal(readFileSync(join(logs, 'task-1/metadata.json'), 'utf8'), '{"status":"running"}\n')
  assert.deepEqual(
    places().map(({ where, problem }) => [where, problem]),
    [[`${join(root, 'data')}, tasks in ${logs}`, undefined]],
  )
  await assert.rejects(open({ TASK_LOGS_DIR: join(root, 'other') }), (error) => isCode(error, 'TASK_LOGS_MISPLACED'))
  const again = await open({ TASK_LOGS_DIR: logs })
  assert.deepEqual(await readAll(again.store, flow), [line('received')])
  assert.equal((await Array.fromAsync(again.store.streams(''))).length, 2)
  await again.store.end()
})

given('a folder that cannot be made is told, and everything else goes on; once it can, so do tasks', async (world) => {
  const blocked = join(world.root, 'file')
  writeFileSync(blocked, '')
  const { store, places } = await world.open({ TASK_LOGS_DIR: join(blocked, 'tasks') })
  await store.append('run/a', batch('1'))
  await assert.rejects(store.append(flow, batch('1')), (error) => isCode(error, 'STORE_UNAVAILABLE'))
  await assert.rejects(store.putNote(metadata, 1, undefined), (error) => isCode(error, 'STORE_UNAVAILABLE'))
  assert.equal(await store.getNote(metadata).catch(() => undefined), undefined)
  assert.match(places()[0]!.problem!, /^task logs: /)
  assert.deepEqual(await readAll(store, 'run/a'), [line('1')])
  await store.end()

  rmSync(blocked)
  const again = await world.open({ TASK_LOGS_DIR: join(blocked, 'tasks') })
  await again.store.append(flow, batch('1'))
  assert.equal(again.places()[0]!.problem, undefined)
  assert.ok(existsSync(join(blocked, 'tasks/task-1/02-webhook-flow.jsonl')))
  await again.store.end()
})

given('whether logs are kept is said in any of the usual words', async () => {
  const isEnabled = (value: string) => readConfig({ TASK_LOGS_ENABLED: value }).taskLogsEnabled
  assert.deepEqual(['true', '1', 'yes', 'on', ''].map(isEnabled), [true, true, true, true, true])
  assert.deepEqual(['false', '0', 'no', 'off'].map(isEnabled), [false, false, false, false])
  assert.throws(() => isEnabled('maybe'), /TASK_LOGS_ENABLED: takes one of/)
})
