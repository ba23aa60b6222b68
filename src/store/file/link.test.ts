// TASK_LOGS_DIR: a link in the data folder, made and changed only where nothing is lost sight of.
import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCode } from '../../errors.ts'
import { createFaults } from '../../lib/faults.ts'
import { linkTasks } from './link.ts'
import { taskFault } from './task-folder.ts'

const given = (name: string, body: (world: { data: string; elsewhere: string; link: (to: string) => void }) => void) =>
  test(name, (t) => {
    const root = mkdtempSync(join(tmpdir(), 'spoor-link-'))
    t.after(() => rmSync(root, { recursive: true }))
    const data = join(root, 'data')
    mkdirSync(data)
    body({
      data,
      elsewhere: join(root, 'logs/tasks'),
      link: (to) =>
        linkTasks(
          data,
          to,
          createFaults(() => {}),
        ),
    })
  })

const isMisplaced = (error: unknown) => isCode(error, 'TASK_LOGS_MISPLACED')

given('the folder is made and linked, once and again', ({ data, elsewhere, link }) => {
  for (const _ of [1, 2]) {
    link(elsewhere)
    assert.equal(readlinkSync(join(data, 'tasks')), elsewhere)
    assert.deepEqual(readdirSync(elsewhere), [])
  }
})

given('the place below the data folder needs no link', ({ data, link }) => {
  link(join(data, 'tasks'))
  assert.deepEqual(readdirSync(data), [])
})

given('a folder that holds tasks stays, and stops the start', ({ data, elsewhere, link }) => {
  mkdirSync(join(data, 'tasks/task-1'), { recursive: true })
  assert.throws(() => link(elsewhere), isMisplaced)
  assert.deepEqual(readdirSync(join(data, 'tasks')), ['task-1'])
})

given('a folder without any task gives way', ({ data, elsewhere, link }) => {
  mkdirSync(join(data, 'tasks/.unfinished~'), { recursive: true })
  link(elsewhere)
  assert.equal(readlinkSync(join(data, 'tasks')), elsewhere)
})

given('a link to tasks stays, and stops the start; one to none gives way', ({ data, elsewhere, link }) => {
  link(elsewhere)
  mkdirSync(join(elsewhere, 'task-1'))
  assert.throws(() => link(`${elsewhere}-2`), isMisplaced)
  assert.equal(readlinkSync(join(data, 'tasks')), elsewhere)
  rmSync(elsewhere, { recursive: true })
  link(`${elsewhere}-2`)
  assert.equal(readlinkSync(join(data, 'tasks')), `${elsewhere}-2`)
})

given('a folder inside the data folder is refused: it would be taken for streams', ({ data, link }) => {
  for (const inside of [data, join(data, 'logs'), join(data, 'runs')]) assert.throws(() => link(inside), isMisplaced)
  link(`${data}-logs`)
})

test('a folder that cannot be made is a fault, and no reason not to start', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'spoor-link-'))
  t.after(() => rmSync(root, { recursive: true }))
  const faults = createFaults(() => {})
  writeFileSync(join(root, 'file'), '')
  mkdirSync(join(root, 'data'))
  linkTasks(join(root, 'data'), join(root, 'file/tasks'), faults)
  assert.equal(faults.list()[taskFault]?.isActive, true)
  assert.equal(existsSync(join(root, 'data/tasks')), false)
  assert.equal(readlinkSync(join(root, 'data/tasks')), join(root, 'file/tasks'))
})

given('a link that somebody made by hand is as good', ({ data, elsewhere, link }) => {
  mkdirSync(elsewhere, { recursive: true })
  symlinkSync('../logs/tasks', join(data, 'tasks'))
  mkdirSync(join(elsewhere, 'task-1'))
  link(elsewhere)
  assert.equal(readlinkSync(join(data, 'tasks')), '../logs/tasks')
})
