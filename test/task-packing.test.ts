// What an idle task's streams become: files for zcat, that are still read by place, by batch id and by search, and appended to.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createFaults } from '../src/lib/faults.ts'
import { toLines } from '../src/record/record.ts'
import { createSearch } from '../src/search/search.ts'
import { batch, id, line, readAll } from './store-subject.ts'
import { flow, given, output } from './task-subject.ts'

const age = (path: string) => utimesSync(path, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600)
const zcat = (path: string) => execFileSync('zcat', [path], { maxBuffer: 1 << 26 })

given('an idle stream is read by zcat, by cursor and by batch id, and appended to', async ({ folder, open }) => {
  const store = await open()
  const cursors: string[] = []
  for (let n = 0; n < 300; n++) {
    cursors.push(await store.append(flow, batch(`${n} ${'x'.repeat(5000)}`, `${n}b`), id(`k${n}`)))
  }
  const before = await readAll(store, flow)
  const [raw, packed] = [join(folder, '02-webhook-flow.jsonl'), join(folder, '02-webhook-flow.jsonl.gz')]
  const plain = readFileSync(raw)
  age(raw)
  const { mtimeMs } = statSync(raw)
  await store.tidy()
  assert.deepEqual(readdirSync(folder), ['02-webhook-flow.jsonl.gz'])
  assert.deepEqual(zcat(packed), plain)
  assert.ok(Math.abs(statSync(packed).mtimeMs - mtimeMs) < 2)
  assert.deepEqual(await readAll(store, flow), before)
  assert.deepEqual(await readAll(store, flow, cursors[200]), before.slice(402))
  assert.equal(await store.append(flow, batch(`7 ${'x'.repeat(5000)}`, '7b'), id('k7')), cursors[7])
  const last = await store.append(flow, batch('last'))
  assert.deepEqual(readdirSync(folder), ['02-webhook-flow.jsonl', '02-webhook-flow.jsonl.gz'])
  assert.equal(readFileSync(raw, 'utf8'), `${line('last')}\n`)
  await store.end()

  const again = await open()
  assert.deepEqual(await readAll(again, flow, cursors[299]), [line('last')])
  age(raw)
  await again.tidy()
  assert.deepEqual(readdirSync(folder), ['02-webhook-flow.jsonl.gz'])
  assert.deepEqual(zcat(packed), Buffer.concat([plain, Buffer.from(`${line('last')}\n`)]))
  assert.deepEqual(await readAll(again, flow), [...before, line('last')])
  assert.deepEqual(await readAll(again, flow, last), [])
  assert.equal((await again.extents!(flow))!.lines, 601)
  await again.end()
})

given('search counts in what is packed and in what stands behind it', async ({ folder, open }) => {
  const store = await open()
  for (let n = 0; n < 40; n++) await store.append(output, batch(`needle ${n} ${'y'.repeat(60_000)}`, 'hay'))
  age(join(folder, '03-agent-output.jsonl'))
  await store.tidy()
  await store.append(output, batch('needle last'))
  const faults = createFaults(() => {})
  const search = createSearch({ deadlineMs: 30_000, maxQueued: 8, maxPageBytes: 1 << 25, faults })
  const found = await search.search(store, output, { grep: 'needle', order: 'newest', limit: 3 })
  assert.equal(found.total, 41)
  await search.end()
  await store.end()
})

given('batch ids for which one gzip member has no room are all there', async ({ folder, open }) => {
  const store = await open({ maxKeys: 20_000 })
  // 16 bytes a key, of which hashes do not compress: more than the 65,535 bytes of an extra field
  const ids = Array.from({ length: 12_000 }, (_, n) => id(`key ${n}`))
  const cursors = await Promise.all(ids.map((one, n) => store.append(flow, toLines([`{"n":${n}}`]), one)))
  age(join(folder, '02-webhook-flow.jsonl'))
  await store.tidy()
  await store.end()
  const packed = join(folder, '02-webhook-flow.jsonl.gz')
  assert.equal(zcat(packed).toString().trimEnd().split('\n').length, ids.length)
  const again = await open({ maxKeys: 20_000 })
  for (const n of [0, 5000, 11_999]) assert.equal(await again.append(flow, toLines([`{"n":${n}}`]), ids[n]), cursors[n])
  await again.end()
})

given('a crash between two steps of packing is finished or forgotten, and nothing is doubled', async (world) => {
  const { root, folder, open } = world
  const [raw, packed] = [join(folder, '02-webhook-flow.jsonl'), join(folder, '02-webhook-flow.jsonl.gz')]
  const [temporary, packing] = ['gz', 'packing'].map((end) =>
    join(root, `tasks/.unfinished~/task-1~02-webhook-flow.jsonl.${end}`),
  ) as [string, string]
  const first = await open()
  await first.append(flow, batch('1', '2'))
  const plain = readFileSync(raw)
  age(raw)
  await first.tidy()
  await first.end()
  const whole = readFileSync(packed)
  const expected = ['1', '2'].map(line)

  // while it was written: what there is of it goes
  execFileSync('rm', [packed])
  writeFileSync(raw, plain)
  writeFileSync(temporary, whole.subarray(0, whole.length / 2))
  writeFileSync(packing, '')
  writeFileSync(join(root, 'tasks/.unfinished~/task-1~metadata.json'), '{"status":')
  const second = await open()
  assert.deepEqual(readdirSync(join(root, 'tasks/.unfinished~')), [])
  assert.deepEqual(await readAll(second, flow), expected)
  assert.deepEqual(await Array.fromAsync(second.notes('task/')), [])
  await second.end()

  // both have their names: the raw one goes, also when nobody asks for the stream, and only once
  writeFileSync(packed, whole)
  writeFileSync(packing, `${plain.length}\n`)
  const third = await open()
  assert.deepEqual([existsSync(packing), existsSync(raw)], [false, false])
  assert.deepEqual(await readAll(third, flow), expected)
  await third.append(flow, batch('1', '2'))
  await third.end()
  const fourth = await open()
  assert.deepEqual(await readAll(fourth, flow), [...expected, ...expected])
  await fourth.end()
})

given('streams of tasks are packed by their own age, and each is looked at in turn', async ({ root, open }) => {
  const store = await open()
  await store.append('run/a', batch('1'))
  await store.append(flow, batch('1'))
  age(join(root, 'runs/a.jsonl'))
  // ten minutes and no more
  utimesSync(join(root, 'tasks/task-1/02-webhook-flow.jsonl'), Date.now() / 1000, Date.now() / 1000 - 300)
  mkdirSync(join(root, 'tasks/task-2'))
  copyFileSync(join(root, 'tasks/task-1/02-webhook-flow.jsonl'), join(root, 'tasks/task-2/02-webhook-flow.jsonl'))
  age(join(root, 'tasks/task-2/02-webhook-flow.jsonl'))
  await store.tidy()
  assert.deepEqual(readdirSync(join(root, 'runs')), ['a.jsonl.zst'])
  assert.deepEqual(readdirSync(join(root, 'tasks/task-1')), ['02-webhook-flow.jsonl'])
  assert.deepEqual(readdirSync(join(root, 'tasks/task-2')), ['02-webhook-flow.jsonl.gz'])
  await store.end()
})
