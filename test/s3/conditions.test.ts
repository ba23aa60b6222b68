// Servers whose conditional writes do not hold: what needs none goes on, what needs them is refused, and it is said.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { SpoorError } from '../../src/errors.ts'
import { createFaults } from '../../src/lib/faults.ts'
import { openS3Store } from '../../src/store/s3/index.ts'
import { serverFor } from '../servers/servers.ts'
import { batch, id, line, readAll } from '../store-subject.ts'
import { s3Options, startBucket } from './subject.ts'

for (const [name, reason] of [
  ['moto-ignoring', /ignores conditions on writes/],
  ['swift', /refuses conditional writes \(501\)/],
] as const) {
  const server = await serverFor(name)
  after(() => server?.stop())
  if (!server) continue
  const bucket = await startBucket(server)

  const refused = (error: unknown) => {
    const { code, message } = error as SpoorError
    return code === 'STORE_UNAVAILABLE' && reason.test(message)
  }

  test(`on ${name} appends and reads go on, and whatever could lose a change is refused and told`, async () => {
    const faults = createFaults(() => {})
    const store = await openS3Store(s3Options(bucket, { faults }))
    const first = await store.append('run/a', batch('1', '2'), id('k'))
    await store.append('run/a', batch('3'))
    assert.equal(await store.append('run/a', batch('1', '2'), id('k')), first)
    assert.deepEqual(await readAll(store, 'run/a'), ['1', '2', '3'].map(line))
    assert.deepEqual(await readAll(store, 'run/a', first), [line('3')])
    for (const change of [
      () => store.putNote('run/a', 1, undefined),
      () => store.close('run/a'),
      () => store.drop('run/a'),
      () => store.fold('run/a'),
    ]) {
      await assert.rejects(change(), refused)
    }
    await store.tidy()
    assert.equal(await store.getNote('run/a'), undefined)
    assert.deepEqual(await readAll(store, 'run/a'), ['1', '2', '3'].map(line))
    assert.equal(faults.list()['s3 conditional writes']?.isActive, true)
    assert.match(store.about().problem ?? '', reason)
    await store.end()
  })

  test(`on ${name} a writer that knows of nothing appends all the same`, async () => {
    const store = await openS3Store(s3Options(bucket, { mode: 'writer' }))
    await store.append('run/a', batch('1'))
    await store.append('run/a', batch('2'))
    assert.deepEqual(await readAll(store, 'run/a'), ['1', '2'].map(line))
    await store.end()
  })
}
