import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transcriptsOf } from './transcripts.ts'

const at = (second: number) => `2026-02-03T04:05:0${second}.000Z`
const head = (second: number, subpath?: string) => ({
  session_id: 's',
  transcript: { project: 'p', subpath, at: at(second) },
})

test('transcripts stand among records of other kinds, and their parts among each other', () => {
  const records = [
    { timestamp: at(0), type: 'output', content: 'Analyzing' },
    null,
    { ...head(1), leaves: [{ at: [], put: { type: 'user' } }], part: [1, 2] },
    { ...head(2, 'sub'), leaves: [{ at: [], put: { type: 'other' } }], part: [1, 1] },
    { type: 'text', content: 'x', transcript: 'of the trial' },
    { ...head(1), leaves: [{ at: [], put: { uuid: 'u' } }], part: [2, 2] },
  ]
  assert.deepEqual(transcriptsOf(records), [
    { projectKey: 'p', sessionId: 's', subpath: 'sub', mtime: Date.parse(at(2)), entries: [{ type: 'other' }] },
    {
      projectKey: 'p',
      sessionId: 's',
      subpath: undefined,
      mtime: Date.parse(at(1)),
      entries: [{ type: 'user', uuid: 'u' }],
    },
  ])
})

test('an entry that was never told to its end is not there; one told again from the beginning is', () => {
  const [first, last] = [1, 2].map((part) => ({
    ...head(1),
    leaves: [{ at: [], put: { [part]: 'x' } }],
    part: [part, 2],
  }))
  assert.deepEqual(transcriptsOf([first]), [])
  assert.deepEqual(transcriptsOf([first, first, last])[0]!.entries, [{ 1: 'x', 2: 'x' }])
  assert.throws(() => transcriptsOf([last]), /a part of an entry of session s is missing/)
})

test('the last of those with one id counts, in the place of the first; the latest time counts, wherever it stands', () => {
  const records = [
    { ...head(5), entry: { type: 'user', uuid: 'u', n: 1 } },
    { ...head(1), entry: { type: 'mode' } },
    { ...head(2), entry: { type: 'user', uuid: 'u', n: 2 } },
  ]
  const [transcript] = transcriptsOf(records)
  assert.deepEqual(transcript!.entries, [{ type: 'user', uuid: 'u', n: 2 }, { type: 'mode' }])
  assert.equal(transcript!.mtime, Date.parse(at(5)))
})
