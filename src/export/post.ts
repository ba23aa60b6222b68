// Post: one OTLP request to a collector.
// Promises: it ends within its time; an answer says what to do: go on, try again (when), or give this batch up.
// Source: OTLP 1.9, OTLP/HTTP response: 429, 502, 503 and 504 may be tried again, after Retry-After where it is said.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

export type PostOptions = {
  /** The whole of it, as http://127.0.0.1:4318/v1/logs. */
  url: string
  headers: Record<string, string>
  isCompressed: boolean
  timeoutMs: number
}

/** `rejected`: log records that the collector did not take, and says that it never will. */
export type Posted =
  | { kind: 'taken'; rejected: number; detail: string }
  | { kind: 'again'; afterMs: number | undefined; detail: string }
  | { kind: 'refused'; detail: string }

export type Post = (body: string) => Promise<Posted>

const compressed = promisify(gzip)
const mayBeTriedAgain = new Set([429, 502, 503, 504])
// of an answer that only matters when something is wrong
const maxAnswer = 16 * 1024

export const createPost =
  ({ url, headers, isCompressed, timeoutMs }: PostOptions): Post =>
  async (text) => {
    const host = new URL(url).host
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(isCompressed && { 'Content-Encoding': 'gzip' }),
          ...headers,
        },
        body: isCompressed ? await compressed(text) : text,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const answer = (await response.text()).slice(0, maxAnswer)
      if (response.ok) return takenBy(answer)
      const detail = `${host} answered ${response.status}`
      if (!mayBeTriedAgain.has(response.status)) return { kind: 'refused', detail }
      return { kind: 'again', afterMs: retryAfterMs(response.headers.get('retry-after')), detail }
    } catch (error) {
      const cause = (error as Error).cause
      const why = cause instanceof Error ? cause.message : (error as Error).message
      return { kind: 'again', afterMs: undefined, detail: `${host}: ${why}` }
    }
  }

const takenBy = (answer: string): Posted => {
  let partial: { rejectedLogRecords?: string | number; errorMessage?: string } = {}
  try {
    partial = (JSON.parse(answer || '{}') as { partialSuccess?: typeof partial }).partialSuccess ?? {}
  } catch (error) {
    // a 200 is a 200, whatever a collector says beside it
    return { kind: 'taken', rejected: 0, detail: (error as Error).message }
  }
  return { kind: 'taken', rejected: Number(partial.rejectedLogRecords ?? 0), detail: partial.errorMessage ?? '' }
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
const retryAfterMs = (text: string | null): number | undefined => {
  if (text === null) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
