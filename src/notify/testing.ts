// For tests of notify: receivers over real HTTP, and notifiers whose clock stands still until it is moved.
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createFaults } from '../lib/faults.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { checkAddress } from './address.ts'
import type { Notice } from './notice.ts'
import { createNotifier, type NotifierOptions } from './notify.ts'
import { createSend } from './send.ts'

export type Got = { path: string; headers: IncomingHttpHeaders; body: Body }
/** What both originals' receivers read. */
export type Body = Omit<Notice, 'fingerprint' | 'message' | 'source' | 'firstSeen' | 'lastSeen'> & {
  runId: string
  timestamp: string
  idempotencyKey: string
  issue: Notice & { runId: string }
}

/** `answers` decides each answer; 204 unless said. */
export const receiverFor = async (
  t: TestContext,
  answers: RequestListener = (_, answer) => answer.writeHead(204).end(),
) => {
  const got: Got[] = []
  const server = createServer(async (request, answer) => {
    const text = (await Array.fromAsync(request)).join('')
    got.push({ path: request.url!, headers: request.headers, body: JSON.parse(text) })
    answers(request, answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { got, port, url: `http://127.0.0.1:${port}/hook`, server }
}

export const fingerprint = 'fp1:00000000000000aa'

export const notice = (count: number, more: Partial<Notice> = {}): Notice => ({
  fingerprint,
  level: 'error',
  type: 'network',
  summary: 'connection refused 127.0.0.1:5432',
  message: 'Error: connect ECONNREFUSED 127.0.0.1:5432\n    at connect (db.js:3:1)',
  source: 'api',
  count,
  firstSeen: '2026-01-01T00:00:00.000Z',
  lastSeen: '2026-01-01T00:00:09.000Z',
  ...more,
})

export const send = createSend({ check: checkAddress({ isLoopbackBound: true, networks: [] }), timeoutMs: 5000 })

/** Sends nothing, and says of each what became of it when it is told to. */
export const heldSend = () => {
  const held: { url: string; key: string; arrived(): void }[] = []
  const send = (url: string, key: string) =>
    new Promise<undefined>((resolve) => held.push({ url, key, arrived: () => resolve(undefined) }))
  return { held, send }
}

/** Several notifiers may share a `world`: its store, its clock and what was noted. */
export const worldOf = (store: Store = memoryStore()) => {
  let nowMs = Date.parse('2026-01-02T00:00:00.000Z')
  const faults = createFaults(() => {})
  const now = () => nowMs
  const notifier = (callback: string | undefined, more: Partial<NotifierOptions> = {}) =>
    createNotifier({
      ...{ store, faults, now, callbackOf: async () => callback },
      ...{ threshold: 3, isRepeated: false, debounceMs: 300_000, random: () => 1 },
      ...{ sendMs: 5000, tries: 3, retryMs: 1000 },
      ...{ maxQueued: 100, maxTargets: 4, maxKnown: 1000, delivered: () => {}, knownMs: 1000 },
      send,
      ...more,
    })
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { store, faults, notifier, now, pass }
}

export const notesOf = (store: Store) => Array.fromAsync(store.notes(''))

/** A receiver that fails while it is dead. */
export const shakyReceiver = async (t: TestContext) => {
  const state = { isDead: true }
  const receiver = await receiverFor(t, (_, answer) => answer.writeHead(state.isDead ? 500 : 200).end('ok'))
  return { ...receiver, state }
}
