// log_wait and log_clear. Times here are bounds of the tool, none is measured: a test that hangs fails by its own limit.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepsOf } from '../../judges/agent.ts'
import { isCode } from '../errors.ts'
import { until } from '../lib/testing/until.ts'
import { issuesOf, rigFor, view } from './testing.ts'

test('waiting ends when a run that has lines is quiet, and tells what differs from the run before', async (t) => {
  const [fresh, still] = [view({ fingerprint: 'fp1:f' }), view({ fingerprint: 'fp1:s', state: 'known' })]
  const gone = [{ fingerprint: 'fp1:g', type: 'code', summary: 'gone \x1b[1mnow' }]
  const delta = { previousRunId: 'r0', fresh: [fresh], still: [still], gone, loop: 'a ⇄ b' }
  const rig = rigFor(t, { issues: issuesOf([fresh, still], delta) })
  await rig.send('r', ['a'])
  const { text } = await rig.call('log_wait', { quiet_s: 1 })
  assert.match(
    text,
    /^run r · quiet after \S+ s · 0 further lines · against r0 · 1 new, 1 gone, 1 still there, 0 flaky$/m,
  )
  assert.match(text, /\nloop: a ⇄ b\nnew: fp1:f .*\nstill: fp1:s .*\ngone: fp1:g code: gone now\n/)
  assert.deepEqual(stepsOf(text)[0], { name: 'log_issue', args: { run: 'r', id: 'fp1:f' } })
})

test('a run without a line is not quiet: waiting goes on to the limit, and says what to do', async (t) => {
  const rig = rigFor(t)
  await rig.rooms.runs.fresh({ runId: 'r' })
  const { text } = await rig.call('log_wait', { quiet_s: 1, timeout_s: 2 })
  assert.match(text, /^run r · neither quiet nor a new issue after \S+ s · 0 further lines · there is no run before · /)
  assert.ok(stepsOf(text).some(({ name }) => name === 'log_wait'))
})

test('waiting ends when an issue appears that was not there, and not for one that was', async (t) => {
  const views = [view({ fingerprint: 'fp1:old' })]
  const issues = issuesOf(views)
  let looked = 0
  const list: typeof issues.list = (...asked) => {
    looked++
    return issues.list(...asked)
  }
  const rig = rigFor(t, { issues: { ...issues, list } })
  await rig.send('r', ['a'])
  const waiting = rig.call('log_wait', { quiet_s: 50, timeout_s: 55 })
  await until(() => rig.rooms.hub.listeners > 0)
  const note = await rig.rooms.store.putNote('issues/r', 1, undefined)
  await until(() => looked === 2)
  await rig.send('r', ['b', 'c'])
  views.push(view({ fingerprint: 'fp1:later' }))
  await rig.rooms.store.putNote('issues/r', 2, note.version)
  assert.match((await waiting).text, /^run r · 1 issue appeared after \S+ s · 2 further lines/)
})

test('a caller who goes away ends the wait, and makes room for the next', { timeout: 30_000 }, async (t) => {
  const rig = rigFor(t, { maxWaits: 1 })
  await rig.send('r', ['a'])
  const stop = new AbortController()
  const waiting = rig.call('log_wait', { quiet_s: 50, timeout_s: 55 }, stop.signal)
  await until(() => rig.rooms.hub.listeners > 0)
  await assert.rejects(rig.call('log_wait'), (error) => isCode(error, 'OVERLOADED'))
  stop.abort(new Error('gone'))
  await assert.rejects(waiting, /gone/)
  await until(() => rig.rooms.hub.listeners === 0)
  assert.match((await rig.call('log_wait', { quiet_s: 1 })).text, /quiet/)
})

test('what differs too much for one reply is cut, and said so', async (t) => {
  const fresh = Array.from({ length: 100 }, (_, n) => view({ fingerprint: `fp1:${n}` }))
  const rig = rigFor(t, { issues: issuesOf(fresh, { fresh }) })
  await rig.send('r', ['a'])
  const { text } = await rig.call('log_wait', { quiet_s: 1, max_chars: 2000 })
  assert.ok(text.length <= 2000)
  const shown = text.match(/^new: /gm)!.length
  assert.match(text, new RegExp(`^cut: ${100 - shown} more issues$`, 'm'))
  assert.equal(stepsOf(text)[0]!.name, 'log_issues')
})

test('clearing begins a run, which is the latest, keeps the one before and tells of both', async (t) => {
  const rig = rigFor(t)
  await rig.send('r', ['a'])
  const { text, structured } = await rig.call('log_clear', {
    callback_url: 'http://127.0.0.1:9/issues',
    code_id: 'abc',
  })
  const { run, runId, previous } = structured as Record<string, string>
  assert.deepEqual([runId, previous, await rig.rooms.runs.latest()], [run, 'r', run])
  assert.ok(text.startsWith(`run ${run} begins · before it: r\n`))
  assert.match((await rig.call('log_read', { run: 'r' })).text, /lines 1–1 of 1/)
  const note = await rig.rooms.store.getNote(`run/${run}`)
  const { callbackUrl, codeId } = note!.value as { callbackUrl: string; codeId: string }
  assert.deepEqual([callbackUrl, codeId], ['http://127.0.0.1:9/issues', 'abc'])
})
