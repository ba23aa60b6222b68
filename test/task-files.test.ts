// What only the file driver promises of tasks: five documented files, as plain as if somebody had written them by hand.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCode } from '../src/errors.ts'
import { taskStream } from '../src/record/names.ts'
import { toLines } from '../src/record/record.ts'
import { type Disk, realDisk } from '../src/store/file/disk.ts'
import { batch, line, readAll } from './store-subject.ts'
import { documented, fill, flow, given, metadata, output } from './task-subject.ts'

given(
  'a task is a folder of five files, also while it is changed and after it was closed',
  async ({ folder, open }) => {
    const seen = new Set<string>()
    const watching: Disk = {
      ...realDisk,
      syncDir: async (path, why) => {
        for (const name of realDisk.list(folder)) seen.add(name)
        return realDisk.syncDir(path, why)
      },
    }
    const store = await open({ disk: watching })
    await fill(store)
    const { version } = (await store.getNote(metadata))!
    await store.putNote(metadata, { status: 'completed' }, version)
    await store.close(flow)
    await store.end()
    assert.deepEqual(readdirSync(folder).sort(), documented)
    assert.deepEqual([...seen].sort(), documented)
  },
)

given(
  'its JSON is the value on one line, its JSONL what was appended and a batch id where one was given',
  async (world) => {
    const store = await world.open()
    await fill(store)
    const text = (name: string) => readFileSync(join(world.folder, name), 'utf8')
    assert.equal(text('metadata.json'), '{"part":"metadata"}\n')
    assert.equal(text('02-webhook-flow.jsonl'), `${line('received')}\n${line('validation')}\n`)
    assert.match(text('03-agent-output.jsonl'), /^\{"batch":\["k",1,"[0-9a-f]{8}","0"\],"ts":.*\}\n$/)
    assert.deepEqual(await readAll(store, output), [line('started')])
    await store.end()
  },
)

given('a folder that another program wrote is a task, also when its JSON is indented', async ({ folder, open }) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'metadata.json'), '{\n  "status": "running"\n}')
  writeFileSync(join(folder, '02-webhook-flow.jsonl'), '{"stage":"received"}\n')
  const store = await open()
  const note = (await store.getNote(metadata))!
  assert.deepEqual(note.value, { status: 'running' })
  await store.putNote(metadata, { status: 'completed' }, note.version)
  const cursor = await store.append(flow, toLines(['{"stage":"validation"}']))
  await store.end()
  const again = await open()
  assert.deepEqual(await readAll(again, flow), ['{"stage":"received"}', '{"stage":"validation"}'])
  assert.deepEqual(await readAll(again, flow, cursor), [])
  assert.deepEqual(await Array.fromAsync(again.notes('task/task-1/')), [metadata])
  await again.end()
})

given('a note that somebody changed by hand is another version', async ({ folder, open }) => {
  const store = await open()
  const { version } = await store.putNote(metadata, { n: 1 }, undefined)
  writeFileSync(join(folder, 'metadata.json'), '{"n":2}\n')
  await assert.rejects(store.putNote(metadata, { n: 3 }, version), (error) => isCode(error, 'STORE_CONFLICT'))
  writeFileSync(join(folder, 'metadata.json'), '{"n":')
  await assert.rejects(store.getNote(metadata), (error) => isCode(error, 'STORE_UNAVAILABLE'))
  await store.end()
})

given('cursors of a task last over a start, and are none of another task that began alike', async ({ open }) => {
  const first = await open()
  const cursors = [await first.append(flow, batch('1')), await first.append(flow, batch('2'.repeat(1000)))]
  await first.append(taskStream('task-2', 'webhook-flow'), batch('1', '2'))
  await first.end()
  const store = await open()
  assert.deepEqual(await readAll(store, flow, cursors[0]), [line('2'.repeat(1000))])
  assert.deepEqual(await readAll(store, flow, cursors[1]), [])
  const strange = store.read(taskStream('task-2', 'webhook-flow'), { after: cursors[0]! }, 1)
  await assert.rejects(strange, (error) => isCode(error, 'CURSOR_GONE'))
  await store.end()
})

given('what is no stream or note of a task is refused before anything is made of it', async ({ root, open }) => {
  const store = await open()
  const isRefused = (error: unknown) => isCode(error, 'FIELD_INVALID')
  for (const name of [
    'task/x',
    'task/x/02-webhook-flow',
    'task/x/metadata',
    'task/x/webhook-flow/y',
    'task/x/toString',
  ])
    await assert.rejects(store.append(name, batch('1')), isRefused, name)
  for (const key of ['task/x', 'task/x/webhook-flow', 'task/x/metadata/y'])
    await assert.rejects(store.putNote(key, 1, undefined), isRefused, key)
  assert.equal(existsSync(join(root, 'tasks')), false)
  await store.end()
})

given('a task that is dropped leaves nothing, in whichever order its parts go', async ({ root, open }) => {
  const store = await open()
  const remove = async (key: string) => store.putNote(key, undefined, (await store.getNote(key))!.version)
  const notes = ['metadata', 'input', 'final-result'].map((part) => `task/task-1/${part}`)
  for (const isStreamsFirst of [true, false]) {
    await fill(store)
    await store.close(output)
    if (!isStreamsFirst) for (const key of notes) await remove(key)
    for (const stream of [flow, output]) await store.drop(stream)
    if (isStreamsFirst) for (const key of notes) await remove(key)
    assert.deepEqual(await Array.fromAsync(store.streams('task/')), [])
    assert.deepEqual(await Array.fromAsync(store.notes('task/')), [])
    assert.deepEqual(readdirSync(join(root, 'tasks')), ['.unfinished~'])
    assert.deepEqual(readdirSync(join(root, 'tasks/.unfinished~')), [])
    assert.deepEqual(readdirSync(join(root, 'closed')), [])
  }
  await store.end()
})

given('a prefix leads nowhere but below it', async ({ open }) => {
  const store = await open()
  await fill(store)
  await store.append('run/a', batch('1'))
  const streams = async (prefix: string) => (await Array.fromAsync(store.streams(prefix))).map(({ stream }) => stream)
  assert.deepEqual((await streams('')).sort(), ['run/a', output, flow].sort())
  assert.deepEqual(await streams('task/task-1/w'), [flow])
  for (const prefix of ['task/task', 'task/', 'ta']) assert.equal((await streams(prefix)).length, 2, prefix)
  for (const prefix of ['task/task-2/', 'task/../run/', '../', 'journal/', 'closed/'])
    assert.deepEqual(await streams(prefix), [])
  assert.equal((await Array.fromAsync(store.notes(''))).length, 3)
  assert.deepEqual(await Array.fromAsync(store.notes('task/task-1/m')), [metadata])
  assert.deepEqual(await Array.fromAsync(store.notes('run/')), [])
  await store.end()
})
