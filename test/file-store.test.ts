// What only the file driver promises: files for cat, grep, jq and zstd, damage set aside, a full or failing disk survived.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCode, type SpoorError } from '../src/errors.ts'
import { createFaults, type Faults } from '../src/lib/faults.ts'
import { toLines } from '../src/record/record.ts'
import { type Disk, realDisk } from '../src/store/file/disk.ts'
import { type FileStore, openFileStore } from '../src/store/file/index.ts'
import { lockFolder } from '../src/store/file/lock.ts'
import { fileOptions } from './file-options.ts'
import { readAll } from './store-subject.ts'

const line = (text: string) =>
  `{"ts":"2026-01-01T00:00:00.000Z","level":"info","source":"t","message":${JSON.stringify(text)}}`
const batch = (...texts: string[]) => toLines(texts.map(line))

type World = { root: string; faults: Faults; open(disk?: Disk): Promise<FileStore> }

const given = (name: string, body: (world: World) => Promise<void>) =>
  test(name, async () => {
    const root = mkdtempSync(join(tmpdir(), 'spoor-file-'))
    const faults = createFaults(() => {})
    const open = (disk = realDisk) => openFileStore({ ...fileOptions(root, faults), disk })
    try {
      await body({ root, faults, open })
    } finally {
      rmSync(root, { recursive: true })
    }
  })

const age = (path: string) => utimesSync(path, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600)

given('a run is a file that cat, grep and jq read', async ({ root, open }) => {
  const store = await open()
  await store.append('run/a', batch('one', 'two'), { key: 'k', digest: '0' })
  const path = join(root, 'runs/a.jsonl')
  const messages = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text).message)
  assert.deepEqual(messages, ['one', 'two'])
  await store.end()
})

given(
  'a torn batch at the end is set aside whole, and the next append follows what was whole',
  async ({ root, faults, open }) => {
    const first = await open()
    await first.append('run/a', batch('1'))
    await first.append('run/a', batch('2', '3', '4'))
    await first.end()
    const path = join(root, 'runs/a.jsonl')
    truncateSync(path, readFileSync(path).length - 10)
    const store = await open()
    assert.deepEqual(await readAll(store, 'run/a'), [line('1')])
    await store.append('run/a', batch('5'))
    assert.deepEqual(await readAll(store, 'run/a'), ['1', '5'].map(line))
    const aside = readdirSync(join(root, 'aside'))
    assert.equal(aside.length, 1)
    assert.match(readFileSync(join(root, 'aside', aside[0]!), 'utf8'), /"batch".*\n.*"3".*\n.*"mess$/)
    assert.equal(faults.list()['torn tail set aside']?.count, 1)
    await store.end()
  },
)

given(
  'damage in the middle is reported, passed over, and stops neither the start nor the rest',
  async ({ root, faults, open }) => {
    const first = await open()
    for (const text of ['1', '2', '3']) await first.append('run/a', batch(text, `${text}b`))
    await first.end()
    const path = join(root, 'runs/a.jsonl')
    const bytes = readFileSync(path)
    // a block that never reached the disk reads as zeros
    const at = bytes.indexOf('"2b"')
    bytes.fill(0, at - 20, at + 4)
    writeFileSync(path, bytes)
    const store = await open()
    assert.deepEqual(await readAll(store, 'run/a'), ['1', '1b', '2', '3', '3b'].map(line))
    assert.equal(faults.list()['damaged block']?.count, 1)
    const back = await store.read('run/a', { before: undefined }, 10)
    assert.equal(back.entries.length, 5)
    await store.append('run/a', batch('4'))
    assert.equal((await readAll(store, 'run/a')).at(-1), line('4'))
    await store.end()
  },
)

given('a file that somebody put there is read as a run', async ({ root, open }) => {
  const first = await open()
  await first.append('run/b', batch('x'))
  await first.end()
  writeFileSync(join(root, 'runs/a.jsonl'), `${line('1')}\n${line('2')}\n`)
  const store = await open()
  await store.append('run/a', batch('3'))
  assert.deepEqual(await readAll(store, 'run/a'), ['1', '2', '3'].map(line))
  await store.end()
})

given(
  'an idle run is compressed, still read by zstd, by cursor and by batch id, and appended to',
  async ({ root, open }) => {
    const store = await open()
    const cursors: string[] = []
    for (let n = 0; n < 300; n++) {
      cursors.push(
        await store.append('run/a', batch(`${n} ${'x'.repeat(5000)}`, `${n}b`), { key: `k${n}`, digest: '0' }),
      )
    }
    const before = await readAll(store, 'run/a')
    const plain = readFileSync(join(root, 'runs/a.jsonl'))
    age(join(root, 'runs/a.jsonl'))
    await store.tidy()
    assert.deepEqual(readdirSync(join(root, 'runs')), ['a.jsonl.zst'])
    const packed = join(root, 'runs/a.jsonl.zst')
    // the tool itself, not the library we packed it with
    assert.deepEqual(execFileSync('zstd', ['-dc', packed], { maxBuffer: 1 << 26 }), plain)
    assert.deepEqual(await readAll(store, 'run/a'), before)
    assert.deepEqual(await readAll(store, 'run/a', cursors[200]), before.slice(402))
    const again = await store.append('run/a', batch(`7 ${'x'.repeat(5000)}`, '7b'), { key: 'k7', digest: '0' })
    assert.equal(again, cursors[7])
    await store.append('run/a', batch('last'))
    assert.deepEqual(await readAll(store, 'run/a', cursors[299]), [line('last')])
    age(join(root, 'runs/a.jsonl'))
    await store.tidy()
    assert.deepEqual(readdirSync(join(root, 'runs')), ['a.jsonl.zst'])
    assert.deepEqual(await readAll(store, 'run/a'), [...before, line('last')])
    const extents = (await store.extents!('run/a'))!
    assert.equal(extents.lines, 601)
    await store.end()
  },
)

given('packing keeps the age of a run', async ({ root, open }) => {
  const store = await open()
  await store.append('run/a', batch('1'))
  age(join(root, 'runs/a.jsonl'))
  const [before] = await Array.fromAsync(store.streams('run/'))
  await store.tidy()
  const [after] = await Array.fromAsync(store.streams('run/'))
  assert.ok(existsSync(join(root, 'runs/a.jsonl.zst')))
  assert.ok(Math.abs(after!.lastAppendMs - before!.lastAppendMs) < 2)
  await store.end()
})

given(
  'a full disk refuses the batch and keeps reading; the same batch passes when there is space',
  async ({ faults, open }) => {
    let free = Number.POSITIVE_INFINITY
    const store = await open({ ...realDisk, freeBytes: () => free })
    await store.append('run/a', batch('1'))
    free = 100
    const refused = store.append('run/a', batch('2', '3'), { key: 'k', digest: '0' })
    await assert.rejects(refused, (error) => isCode(error, 'DISK_FULL') && error.status === 503)
    assert.deepEqual(await readAll(store, 'run/a'), [line('1')])
    assert.equal(faults.list()['disk full']?.isActive, true)
    free = Number.POSITIVE_INFINITY
    await store.append('run/a', batch('2', '3'), { key: 'k', digest: '0' })
    assert.deepEqual(await readAll(store, 'run/a'), ['1', '2', '3'].map(line))
    assert.equal(faults.list()['disk full']?.isActive, false)
    assert.equal((await store.extents!('run/a'))!.lines, 3)
    await store.end()
  },
)

given(
  'a sync that fails is never reported as success; the store opens itself again and goes on',
  async ({ faults, open }) => {
    let isFailing = false
    const failing: Disk = {
      ...realDisk,
      open(path, mode) {
        const file = realDisk.open(path, mode)
        return file && { ...file, sync: (why) => (isFailing ? Promise.reject(new Error('EIO')) : file.sync(why)) }
      },
    }
    const store = await open(failing)
    await store.append('run/a', batch('1'))
    isFailing = true
    await assert.rejects(store.append('run/a', batch('2'), { key: 'k', digest: '0' }), (error) =>
      isCode(error, 'STORE_UNAVAILABLE'),
    )
    await assert.rejects(store.append('run/b', batch('x')), (error) => isCode(error, 'STORE_UNAVAILABLE'))
    assert.deepEqual(await readAll(store, 'run/a'), [line('1')])
    isFailing = false
    const again = async (): Promise<string> =>
      store.append('run/a', batch('2'), { key: 'k', digest: '0' }).catch(async (error: SpoorError) => {
        assert.equal(error.code, 'STORE_UNAVAILABLE')
        await new Promise((resolve) => setTimeout(resolve, 50))
        return again()
      })
    await again()
    assert.deepEqual(await readAll(store, 'run/a'), ['1', '2'].map(line))
    assert.equal(faults.list()['store failed']?.isActive, false)
    await store.end()
  },
)

given('more than the queue may hold is refused, and what is in it is kept', async ({ root, faults }) => {
  const store = await openFileStore({ ...fileOptions(root, faults), maxQueuedBytes: 1000 })
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => store.append('run/a', batch(`${n}`))))
  const kept = results.filter(({ status }) => status === 'fulfilled').length
  assert.ok(kept > 0 && kept < 50)
  assert.equal((await readAll(store, 'run/a')).length, kept)
  await store.end()
})

given('a data folder has one owner', async ({ root }) => {
  const unlock = lockFolder(root)
  assert.throws(
    () => lockFolder(root),
    (error) => isCode(error, 'DATA_DIR_LOCKED'),
  )
  unlock()
  lockFolder(root)()
})

given('what was appended behind a crash between two steps of packing is kept', async ({ root, open }) => {
  const first = await open()
  await first.append('run/a', batch('1', '2'))
  const raw = readFileSync(join(root, 'runs/a.jsonl'))
  age(join(root, 'runs/a.jsonl'))
  await first.tidy()
  await first.end()
  // the raw file was not yet removed
  writeFileSync(join(root, 'runs/a.jsonl'), raw)
  const store = await open()
  assert.deepEqual(await readAll(store, 'run/a'), ['1', '2'].map(line))
  await store.append('run/a', batch('3'))
  assert.deepEqual(await readAll(store, 'run/a'), ['1', '2', '3'].map(line))
  await store.end()
})
