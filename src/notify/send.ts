// Send: one POST to a callback.
// Promises: the address that was checked is the one that is connected to, after every redirect again; it ends within its time; nothing of
//   an answer is read beyond its head.
// Leaves to others: trying again, and with what (notify.ts); which addresses may be called (address.ts).
import { promises as dns, type LookupAddress } from 'node:dns'
import * as http from 'node:http'
import * as https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { CheckAddress } from './address.ts'

/** `resolve`: every address of a host name. */
export type SendOptions = {
  check: CheckAddress
  /** All of it, redirects too. */
  timeoutMs: number
  resolve?: (host: string) => Promise<LookupAddress[]>
}

/** Undefined when the answer was 2xx, else why it was not, in words that hold no more of the URL than its host. */
export type Send = (url: string, key: string, body: string) => Promise<string | undefined>

const maxRedirects = 3

export const createSend =
  ({ check, timeoutMs, resolve = (host) => dns.lookup(host, { all: true }) }: SendOptions): Send =>
  async (url, key, body) => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      let target = urlOf(url)
      for (let redirects = 0; ; redirects++) {
        const { hostname } = target
        const lookup = await unlessAborted(signal, pinned(hostname.replace(/^\[|\]$/g, ''), check, resolve))
        const { status, location } = await post(target, { lookup, signal, key, body })
        if (status >= 200 && status < 300) return
        if (!isRedirect(status) || location === undefined) return `${target.host} answered ${status}`
        if (redirects === maxRedirects) return `${target.host} redirects more than ${maxRedirects} times`
        target = urlOf(location, target)
      }
    } catch (error) {
      return signal.aborted ? `no answer within ${timeoutMs} ms` : wordsOf(error)
    }
  }

/** Why nothing was sent. */
class Refused extends Error {}

const urlOf = (text: string, base?: URL): URL => {
  const url = URL.parse(text, base?.href)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new Refused(`${base ? 'the redirect' : 'the callback'} is not an http or https URL`)
}

// the answer of the one look that is made, so that the connection cannot go where a second look would point; a literal is not looked up
const pinned = async (
  host: string,
  check: CheckAddress,
  resolve: (host: string) => Promise<LookupAddress[]>,
): Promise<LookupFunction> => {
  const all = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host)
  const allowed = all.filter(({ address }) => check(address) === undefined)
  const first = allowed[0]
  if (!first) {
    const { address = 'nothing' } = all[0] ?? {}
    throw new Refused(`${host} may not be called: ${address} ${all[0] ? check(address) : 'is its address'}`)
  }
  return (_, options, tell) => (options.all ? tell(null, allowed) : tell(null, first.address, first.family))
}

type Post = { lookup: LookupFunction; signal: AbortSignal; key: string; body: string }

const post = (url: URL, { lookup, signal, key, body }: Post) =>
  new Promise<{ status: number; location?: string }>((settle, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': key,
      'user-agent': 'spoor',
    }
    const { request } = url.protocol === 'https:' ? https : http
    const sent = request(url, { method: 'POST', headers, lookup, signal, agent: false })
    sent.on('error', reject)
    sent.on('response', (answer) => {
      settle({ status: answer.statusCode ?? 0, location: answer.headers.location })
      // its head says all; a body may be endless
      answer.destroy()
    })
    sent.end(body)
  })

// 303 is none: it asks to look elsewhere, not to tell it there
const isRedirect = (status: number) => [301, 302, 307, 308].includes(status)

const unlessAborted = <T>(signal: AbortSignal, promise: Promise<T>): Promise<T> =>
  Promise.race([
    promise,
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
  ])

const wordsOf = (error: unknown): string => {
  if (error instanceof Refused) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
