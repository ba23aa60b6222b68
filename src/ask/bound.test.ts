// What hangs, fails or goes away while a question is answered.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fail, isCode } from '../errors.ts'
import { llmFor } from './testing/llm.ts'
import { issueAt, issuesOf, likeFiles, records, type SceneOptions, sceneFor } from './testing/rooms.ts'

const { signal } = new AbortController()
const never = () => new Promise<never>(() => undefined)
const lines = records(['starting', { level: 'error', message: 'no disk left' }, 'order-7 waits'])
const bounds = { askMs: 1000 }
const question = 'why does "order-7" wait?'
const issues: SceneOptions['issues'] = async (scene) => [await issueAt(scene, 2, { summary: 'no disk left' })]

test('a store that never answers is told to be away, in time', async (t) => {
  for (const hanging of ['read', 'getNote'] as const) {
    const { ask } = await sceneFor(t, lines, {
      bounds,
      rooms: ({ store }) => ({ store: { ...store, [hanging]: never } }),
    })
    await assert.rejects(ask.ask({ question }, { signal }), (error) => isCode(error, 'STORE_UNAVAILABLE'))
  }
})

test('issues that never come leave the time that is over, and it is said', async (t) => {
  const { ask } = await sceneFor(t, lines, {
    bounds,
    rooms: () => ({ issues: { ...issuesOf([]), counted: async () => true, list: never } }),
  })
  const { answer } = await ask.ask({ question }, { signal })
  assert.match(answer, /Not everything was looked at: time was up\./)
  assert.doesNotMatch(answer, /no issue was found/)
})

const ends: [what: string, search: () => Promise<never>, says: RegExp][] = [
  ['hangs', never, /Not everything was looked at: time was up\./],
  ['is too slow', async () => Promise.reject(fail('SEARCH_TOO_SLOW', { ms: 1 })), /a search took too long\./],
  ['is asked by too many', async () => Promise.reject(fail('OVERLOADED')), /too many searches are waiting\./],
  [
    'finds lines deleted',
    async () => Promise.reject(fail('CURSOR_GONE', { stream: 'run/r' })),
    /lines were deleted meanwhile\./,
  ],
]
for (const [what, search, says] of ends) {
  test(`a search that ${what} leaves the issues, and it is said`, async (t) => {
    const { ask } = await sceneFor(t, lines, {
      bounds,
      issues,
      rooms: (scene) => ({ ...likeFiles(scene), search: { ...scene.search, search } }),
    })
    const { answer, mode, citations } = await ask.ask({ question }, { signal })
    assert.equal(mode, 'rules')
    assert.match(answer, says)
    assert.match(answer, /^1\. new error \(network\), .*`no disk left`$/m)
    assert.deepEqual(citations, [])
  })
}

test('what was found before a search was too slow is shown', async (t) => {
  let searches = 0
  const { ask, search, store } = await sceneFor(t, lines, {
    issues,
    rooms: (scene) => ({
      ...likeFiles(scene),
      search: {
        ...scene.search,
        // the first one finds the issue
        search: (...asked) => (++searches > 1 ? never() : scene.search.search(...asked)),
      },
    }),
    bounds: { askMs: 2000 },
  })
  // its thread runs then
  await search.search(store, 'run/r', { limit: 1, order: 'newest' })
  const { answer } = await ask.ask({ question }, { signal })
  assert.match(answer, /`no disk left` \[L2\]$/m)
  assert.match(answer, /^L2 .*no disk left {2}← issue 1$/m)
})

test('an issue whose lines are gone costs the rest nothing, and no other failure is taken for it', async (t) => {
  const gone: NonNullable<SceneOptions['rooms']> = (scene) => {
    const { search } = scene
    const others = search.search
    const find: typeof others = (store, stream, query, stop) =>
      query.start ? Promise.reject(fail('CURSOR_GONE', { stream })) : others(store, stream, query, stop)
    return { ...likeFiles(scene), search: { ...search, search: find } }
  }
  const { ask } = await sceneFor(t, lines, { issues, rooms: gone })
  const { answer } = await ask.ask({ question }, { signal })
  assert.match(answer, /lines were deleted meanwhile\./)
  assert.match(answer, /^- `order-7`: 1 line, the newest \[L3\]$/m)
  const broken = await sceneFor(t, lines, {
    issues,
    rooms: (scene) => {
      const { search } = gone(scene).search!
      const find: typeof search = (store, stream, query, stop) =>
        query.grep ? Promise.reject(new Error('broken')) : search(store, stream, query, stop)
      return { ...likeFiles(scene), search: { ...scene.search, search: find } }
    },
  })
  await assert.rejects(broken.ask.ask({ question }, { signal }), /broken/)
})

test('a store that fails in the middle is no answer by rules but an error', async (t) => {
  const { ask } = await sceneFor(t, lines, {
    rooms: (scene) => ({
      ...likeFiles(scene),
      search: { ...scene.search, search: () => Promise.reject(fail('STORE_UNAVAILABLE', { reason: 'it is away' })) },
    }),
  })
  await assert.rejects(ask.ask({ question }, { signal }), (error) => isCode(error, 'STORE_UNAVAILABLE'))
})

test('when what a run has used cannot be put right, the answer is there and it is told', async (t) => {
  const llm = await llmFor(t, { text: 'No disk [L2].' })
  let puts = 0
  const { ask, faults, store } = await sceneFor(t, lines, {
    model: { name: 'm', apiKey: '', baseUrl: llm.url, prices: {} },
    rooms: ({ store }) => ({
      store: {
        ...store,
        // the second one settles
        putNote: (...note) =>
          ++puts > 1 ? Promise.reject(fail('STORE_UNAVAILABLE', { reason: 'x' })) : store.putNote(...note),
      },
    }),
  })
  const { answer, mode } = await ask.ask({ question }, { signal })
  assert.deepEqual([mode, answer], ['llm', 'No disk [L2].'])
  assert.deepEqual(Object.keys(faults.list()), ['ask ledger'])
  // what was reserved stays counted
  const note = await store.getNote('ask/r')
  assert.ok((note!.value as { tokens: number }).tokens > 700)
})

test('who left before is told nothing, and leaves nothing behind', async (t) => {
  const { ask } = await sceneFor(t, lines, { bounds: { maxAsks: 1 } })
  await assert.rejects(ask.ask({ question }, { signal: AbortSignal.abort(new Error('gone')) }), /gone/)
  assert.equal((await ask.ask({ question }, { signal })).mode, 'rules')
})
