// Events: follows the log live, over broken connections.
// Promises: no record twice and none left out: a reconnect resumes behind the last cursor; a connection that is silent for three
//   heartbeats counts as broken; the reader is told when the line was lost and when it is back.
// Leaves to others: the wire format (sse.ts).
import { type Place, type Query, ReadError, request } from './http.ts'
import { backoffMs } from './retry.ts'
import { createSseParser, type SseEvent } from './sse.ts'

/** `dropped`: the reader fell behind what is kept, by `count` records (null: nobody counted). `closed`: the log ends here.
 *  `note`: a note asked for by `notes` has changed. `lost` and `resumed` speak of the connection. */
export type StreamEvent =
  | { type: 'record'; cursor: string; record: Record<string, unknown> }
  | { type: 'dropped'; count: number | null }
  | { type: 'closed' }
  | { type: 'note'; key: string; value: unknown }
  | { type: 'lost'; reason: string }
  | { type: 'resumed' }

export type EventsOptions = {
  /** The cursor to go on behind. */
  lastEventId?: string
  /** Ends the iteration quietly. */
  signal?: AbortSignal
  /** Silence after which the connection counts as broken. Default: 45000, three heartbeats. */
  idleTimeoutMs?: number
  /** The first wait before reconnecting is random below this, and doubles up to 30 s. Default: 500. */
  retryBaseMs?: number
  /** Called whenever a connection stands, the first included. */
  onOpen?: () => void
}

/** Throws ReadError when the first connection fails or when the service refuses a later one; else reconnects for ever. */
export async function* events(
  place: Place,
  query: Query = {},
  options: EventsOptions = {},
): AsyncIterableIterator<StreamEvent> {
  const { signal, idleTimeoutMs = 45_000 } = options
  let lastId = options.lastEventId ?? ''
  let baseMs = options.retryBaseMs ?? 500
  let isConnected = false
  let isLost = false
  let failures = 0
  while (!signal?.aborted) {
    const line = connection(signal, idleTimeoutMs)
    try {
      const response = await open(place, query, lastId, line.signal)
      // 204: the server has nothing more to say, ever (WHATWG HTML 9.2.3)
      if (response.status === 204) return
      if (isLost) yield { type: 'resumed' }
      isConnected = true
      isLost = false
      failures = 0
      options.onOpen?.()
      for await (const event of parsed(response, lastId, line.heard)) {
        lastId = event.id
        baseMs = event.retryMs ?? baseMs
        const told = meaning(event)
        if (told) yield told
      }
      throw new Error('the service ended the stream')
    } catch (error) {
      if (signal?.aborted) return
      if (!isConnected || isFinal(error)) throw error
      if (!isLost) yield { type: 'lost', reason: line.reason(error) }
      isLost = true
      failures++
    } finally {
      line.end()
    }
    await rest(backoffMs(failures, { baseMs, maxMs: 30_000 }), signal)
  }
}

const open = (place: Place, query: Query, lastId: string, signal: AbortSignal): Promise<Response> =>
  request(place, '/events', {
    query,
    signal,
    headers: { accept: 'text/event-stream', ...(lastId !== '' && { 'last-event-id': lastId }) },
  })

async function* parsed(response: Response, lastId: string, heard: () => void): AsyncIterableIterator<SseEvent> {
  const parser = createSseParser(lastId)
  // not `for await`: not every browser's streams can be iterated
  const reader = response.body?.getReader()
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    heard()
    yield* parser.push(piece.value)
  }
}

const meaning = ({ type, data, id }: SseEvent): StreamEvent | undefined => {
  if (type === 'message') return { type: 'record', cursor: id, record: JSON.parse(data) as Record<string, unknown> }
  if (type === 'dropped') return { type: 'dropped', count: (JSON.parse(data) as { count: number | null }).count }
  if (type === 'closed') return { type: 'closed' }
  if (type === 'note') {
    const { key, note } = JSON.parse(data) as { key: string; note?: { value: unknown } }
    return { type: 'note', key, value: note?.value }
  }
  // a kind of event this client does not know yet
  return undefined
}

/** A signal that aborts with `outer`, or when nothing was heard for `idleMs`. */
const connection = (outer: AbortSignal | undefined, idleMs: number) => {
  const controller = new AbortController()
  const silence = () => controller.abort(new Error(`nothing was heard for ${idleMs} ms`))
  const leave = () => controller.abort()
  let timer = setTimeout(silence, idleMs)
  outer?.addEventListener('abort', leave)
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer)
      timer = setTimeout(silence, idleMs)
    },
    reason: (error: unknown): string => {
      const { reason } = controller.signal
      return reason instanceof Error ? reason.message : error instanceof Error ? error.message : String(error)
    },
    end() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', leave)
      controller.abort()
    },
  }
}

const isFinal = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  (error instanceof ReadError && error.status >= 400 && error.status < 500 && ![408, 429].includes(error.status))

const rest = (ms: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
  })
