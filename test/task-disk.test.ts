// The folder of tasks on a disk of its own that fails: what goes wrong there is said there, and runs know nothing of it.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isCode } from '../src/errors.ts'
import { type Disk, type DiskFile, realDisk } from '../src/store/file/disk.ts'
import { taskFault } from '../src/store/file/task-folder.ts'
import { batch, id, line, readAll } from './store-subject.ts'
import { fill, flow, given, metadata, output } from './task-subject.ts'

type Failing = { what: 'nothing' | 'open' | 'write' | 'sync'; code: string }

/** A disk on which calls on files of tasks fail as `now` says. */
const failing = () => {
  const now: Failing = { what: 'nothing', code: 'EROFS' }
  const isOfTask = (path: string) => path.includes('/tasks/')
  const fault = () => Object.assign(new Error(now.code), { code: now.code, syscall: now.what })
  const disk: Disk = {
    ...realDisk,
    open(path, mode) {
      if (isOfTask(path) && mode === 'write' && now.what === 'open') throw fault()
      const file = realDisk.open(path, mode)
      return file && isOfTask(path) ? failingFile(file) : file
    },
    rename(from, to) {
      if (isOfTask(to) && now.what === 'open') throw fault()
      realDisk.rename(from, to)
    },
  }
  const failingFile = (file: DiskFile): DiskFile => ({
    ...file,
    write(bytes, position) {
      if (now.what !== 'write') return file.write(bytes, position)
      // a part of it is there
      file.write(bytes.subarray(0, bytes.length - 10), position)
      throw fault()
    },
    sync: async (why) => {
      if (now.what === 'sync') throw fault()
      return file.sync(why)
    },
  })
  return { disk, now }
}

const isUnavailable = (error: unknown) => isCode(error, 'STORE_UNAVAILABLE')

given('a folder that is read-only refuses tasks, is still read, and mends itself', async ({ faults, open }) => {
  const { disk, now } = failing()
  const first = await open({ disk })
  await fill(first)
  await first.end()
  now.what = 'open'
  const store = await open({ disk })
  assert.equal(faults.list()[taskFault]?.isActive, true)
  assert.equal((await readAll(store, flow)).length, 2)
  assert.deepEqual((await store.getNote(metadata))?.value, { part: 'metadata' })
  const { version } = (await store.getNote(metadata))!
  const answers = await Promise.allSettled([
    store.append(flow, batch('x')),
    store.append('run/a', batch('1')),
    store.append('task/new/webhook-flow', batch('x')),
    store.putNote(metadata, { n: 2 }, version),
    store.putNote('latest/run', 1, undefined),
  ])
  assert.deepEqual(
    answers.map((answer) => (answer.status === 'fulfilled' ? 'done' : isUnavailable(answer.reason) && 'refused')),
    ['refused', 'done', 'refused', 'refused', 'done'],
  )
  await store.tidy()
  assert.equal(faults.list()[taskFault]?.isActive, true)
  now.what = 'nothing'
  await store.tidy()
  assert.equal(faults.list()[taskFault]?.isActive, false)
  await store.append(flow, batch('y'))
  await store.putNote(metadata, { n: 2 }, version)
  assert.deepEqual(await readAll(store, flow), ['received', 'validation', 'y'].map(line))
  await store.end()
})

given('a full disk of tasks refuses tasks, and leaves no folder of a new one', async ({ root, faults, open }) => {
  let free = Number.POSITIVE_INFINITY
  const disk: Disk = { ...realDisk, freeBytes: (path) => (path.endsWith('/tasks') ? free : Number.POSITIVE_INFINITY) }
  const store = await open({ disk, minFreeBytes: 100 })
  await store.append(flow, batch('1'))
  free = 150
  const isFull = (error: unknown) => isCode(error, 'DISK_FULL')
  const answers = [store.append('task/new/webhook-flow', batch('2')), store.append('run/a', batch('1'))]
  await assert.rejects(answers[0]!, isFull)
  await answers[1]
  assert.equal(faults.list()[taskFault]?.isActive, true)
  assert.equal(existsSync(join(root, 'tasks/new')), false)
  free = 10_000
  await store.append(flow, batch('2'))
  assert.deepEqual(await readAll(store, flow), ['1', '2'].map(line))
  assert.equal(faults.list()[taskFault]?.isActive, false)
  await store.end()
})

given(
  'what could only be written in part is refused, and is there once when it is sent again',
  async ({ folder, open }) => {
    const { disk, now } = failing()
    const store = await open({ disk })
    await store.append(flow, batch('1'))
    now.what = 'write'
    const answers = [store.append(flow, batch('2', '3', '4'), id('k')), store.append('run/a', batch('1'))]
    await assert.rejects(answers[0]!, isUnavailable)
    await answers[1]
    assert.deepEqual(await readAll(store, flow), [line('1')])
    now.what = 'nothing'
    // shorter than what was left of the other
    await store.append(flow, batch('5'))
    assert.equal(readFileSync(join(folder, '02-webhook-flow.jsonl'), 'utf8'), `${line('1')}\n${line('5')}\n`)
    await store.append(flow, batch('2', '3', '4'), id('k'))
    const expected = ['1', '5', '2', '3', '4'].map(line)
    assert.deepEqual(await readAll(store, flow), expected)
    // a start that finds all of it in the journal
    const killed = await open()
    assert.deepEqual(await readAll(killed, flow), expected)
    await killed.end()
  },
)

given('what cannot be made lasting is kept aside, and runs are folded', async ({ root, faults, open }) => {
  const { disk, now } = failing()
  const store = await open({ disk })
  await store.append(flow, batch('1'))
  await store.append('run/a', batch('1'))
  now.what = 'sync'
  await store.tidy()
  const [aside] = readdirSync(join(root, 'aside'))
  assert.equal(aside, 'tasks~task-1~02-webhook-flow.jsonl.0')
  assert.equal(readFileSync(join(root, 'aside', aside), 'utf8'), `${line('1')}\n`)
  assert.equal(faults.list()['task logs set aside']?.count, 1)
  await store.append('run/a', batch('2'))
  assert.deepEqual(await readAll(store, 'run/a'), ['1', '2'].map(line))
  now.what = 'nothing'
  await store.end()
})

given(
  'a start finds runs in the journal while the folder of tasks cannot be written',
  async ({ root, faults, open }) => {
    const { disk, now } = failing()
    const killed = await open({ disk })
    await killed.append('run/a', batch('1'))
    await killed.append(flow, batch('1'))
    await killed.append(output, batch('1'))
    rmSync(join(root, 'runs'), { recursive: true })
    now.what = 'open'
    const store = await open({ disk })
    assert.deepEqual(await readAll(store, 'run/a'), [line('1')])
    assert.equal(readdirSync(join(root, 'aside')).length, 2)
    assert.equal(faults.list()['task logs set aside']?.count, 2)
    await store.end()
  },
)

given('lines whose place was lost are kept aside, not put behind a hole', async ({ root, folder, open }) => {
  const first = await open()
  await first.append(flow, batch('1'))
  await first.tidy()
  await first.append(flow, batch('2'))
  rmSync(folder, { recursive: true })
  const store = await open()
  assert.deepEqual(await readAll(store, flow), [])
  const [aside = ''] = readdirSync(join(root, 'aside'))
  assert.equal(readFileSync(join(root, 'aside', aside), 'utf8'), `${line('2')}\n`)
  await store.end()
})
