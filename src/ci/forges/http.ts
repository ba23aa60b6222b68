// HTTP: a question to a forge.
// Promises: the token goes to the forge only, never on to where it redirects; what fails for the moment is tried again, so often; time and
//   size of an answer are bounded, and of a log that is larger the beginning and the end are kept, with a mark.
import { setTimeout as pause } from 'node:timers/promises'
import { fail } from '../../errors.ts'

/** `url`: of the API, without a slash at its end. `authorization`: the header's value, if there is any. */
export type ForgeHttpOptions = {
  url: string
  authorization: string | undefined
  accept: string
  timeoutMs: number
  maxBytes: number
  tries: number
  retryMs: number
}

export interface ForgeHttp {
  /** Undefined for 404. Errors: FORGE_REFUSED, FORGE_UNAVAILABLE. */
  json(path: string): Promise<unknown>
  /** Undefined for 404 and 410. Errors: as json. */
  bytes(path: string): Promise<Buffer | undefined>
}

export const createForgeHttp = (options: ForgeHttpOptions): ForgeHttp => {
  const { url, authorization, accept, timeoutMs, maxBytes, tries, retryMs } = options
  const host = URL.parse(url)?.host ?? url

  const once = async (path: string): Promise<Buffer | undefined | Retry> => {
    const signal = AbortSignal.timeout(timeoutMs)
    const headers = { accept, 'user-agent': 'spoor', ...(authorization !== undefined && { authorization }) }
    try {
      let response = await fetch(`${url}${path}`, { headers, redirect: 'manual', signal })
      if (isRedirect(response)) {
        await response.body?.cancel()
        response = await fetch(elsewhere(response, url), { signal })
      }
      if (response.ok) return await bounded(response, maxBytes)
      await response.body?.cancel()
      if (response.status === 404 || response.status === 410) return undefined
      if (response.status === 429 || response.status >= 500) return { reason: `it answered ${response.status}` }
      throw fail('FORGE_REFUSED', { host, status: response.status })
    } catch (error) {
      if (error instanceof TypeError || signal.aborted)
        return { reason: reasonOf(error, signal, timeoutMs), cause: error }
      throw error
    }
  }

  const bytes = async (path: string): Promise<Buffer | undefined> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(path)
      if (answer === undefined || Buffer.isBuffer(answer)) return answer
      if (attempt >= tries) throw fail('FORGE_UNAVAILABLE', { host, reason: answer.reason }, answer.cause)
      await pause(retryMs * 2 ** (attempt - 1))
    }
  }

  return {
    bytes,
    async json(path) {
      const body = await bytes(path)
      if (body === undefined) return undefined
      try {
        return JSON.parse(body.toString('utf8'))
      } catch (error) {
        throw fail('FORGE_UNAVAILABLE', { host, reason: 'what it answered is no JSON' }, error)
      }
    },
  }
}

type Retry = { reason: string; cause?: unknown }

const isRedirect = ({ status }: Response) => status >= 300 && status < 400

// GitHub redirects to a signed URL of its storage, which is good for a minute and needs no token
const elsewhere = (response: Response, from: string): URL => {
  const target = URL.parse(response.headers.get('location') ?? '', from)
  const isSafe = target?.protocol === 'https:' || (target?.protocol === 'http:' && from.startsWith('http:'))
  if (target && isSafe) return target
  throw new TypeError('it redirects to nowhere')
}

const reasonOf = (error: unknown, signal: AbortSignal, timeoutMs: number): string => {
  if (signal.aborted) return `no answer within ${timeoutMs} ms`
  const { cause, message } = error as Error
  return cause instanceof Error ? cause.message || message : message
}

const bounded = async (response: Response, maxBytes: number): Promise<Buffer> => {
  const [head, tail]: [Uint8Array[], Uint8Array[]] = [[], []]
  let [headBytes, tailBytes, cutBytes] = [0, 0, 0]
  for await (const chunk of response.body ?? []) {
    if (headBytes < maxBytes / 4) {
      head.push(chunk)
      headBytes += chunk.length
      continue
    }
    tail.push(chunk)
    tailBytes += chunk.length
    while (tailBytes - tail[0]!.length > (maxBytes * 3) / 4) {
      cutBytes += tail[0]!.length
      tailBytes -= tail.shift()!.length
    }
  }
  const mark = cutBytes === 0 ? [] : [Buffer.from(`\n[... ${cutBytes} bytes were cut here ...]\n`)]
  return Buffer.concat([...head, ...mark, ...tail])
}
