// Doors: who may come in. Every request passes here before a route sees it.
// Promises: what is not clearly allowed is refused, by name (Host), by page (Origin), by token, in this order.
// Leaves to others: the log-in itself (login.ts); /internal/* (ci-token.ts); what a page may do with an answer (headers.ts).
//
//   Host unknown ─▶ 403     Origin foreign, and it changes state ─▶ 403     wrong token ─▶ 401
//   Host loopback, we listen on loopback, nobody forwarded it ─▶ in       else: token or log-in cookie ─▶ in, or 401
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { fail, type SpoorError } from '../errors.ts'
import { isLoopbackAddress, sortHosts } from './host.ts'
import { askForToken } from './login.ts'
import { kinship } from './origin.ts'
import { createSessions, sessionCookie } from './session.ts'
import { checkToken } from './token.ts'

export type DoorOptions = {
  /** SPOOR_TOKEN; empty: none. */
  token: string
  /** SPOOR_ALLOWED_HOSTS, as `host` or `host:port`. */
  allowedHosts: readonly string[]
  /** SPOOR_HOST. Beyond loopback every request needs the token: there, `Host: localhost` is only what a stranger wrote. */
  boundHost: string
  /** ms since the epoch, for the expiry of a log-in. */
  now?: () => number
}

/** Lets a request in, or throws FORBIDDEN_HOST, FORBIDDEN_ORIGIN, UNAUTHORIZED (a reader of HTML gets the log-in form with the 401)
 *  or METHOD_NOT_ALLOWED (any OPTIONS: no page is granted CORS). Building it throws an Error that names an entry of `allowedHosts`
 *  which could never match. */
export const doors = ({ token, allowedHosts, boundHost, now = Date.now }: DoorOptions): MiddlewareHandler => {
  const placeOf = sortHosts(allowedHosts)
  const tokens = checkToken(token)
  const sessions = createSessions(token, now)
  const isBoundToLoopback = isLoopbackAddress(boundHost)

  const refusedAddress = (c: Context): SpoorError | undefined => {
    const host = c.req.header('host') ?? ''
    if (isAbsoluteForm(c) || placeOf(host) === 'unknown') return fail('FORBIDDEN_HOST', { host: host || '(none)' })
    if (isReading(c.req.method) || pageOf(c) !== 'foreign') return undefined
    return fail('FORBIDDEN_ORIGIN', { origin: c.req.header('origin') ?? '(another site)' })
  }

  const refusedCaller = (c: Context): SpoorError | undefined => {
    const proof = tokens.proof(c.req.header('authorization'))
    if (proof === 'right') return undefined
    if (proof === 'wrong') return fail('UNAUTHORIZED')
    const isLocal = isBoundToLoopback && placeOf(c.req.header('host') ?? '') === 'loopback' && !isForwarded(c)
    return isLocal || isLoggedIn(c) ? undefined : fail('UNAUTHORIZED')
  }

  // Only browsers hold the cookie. On what changes state they always send Origin, so silence is no proof there; on reading they
  // stay silent over plain http, where SameSite=Strict is the proof and no other origin could read the answer.
  const isLoggedIn = (c: Context): boolean => {
    const page = pageOf(c)
    if (page === 'foreign' || (page === 'silent' && !isReading(c.req.method))) return false
    return sessions.isValid(getCookie(c, sessionCookie))
  }

  return (c, next) => {
    const refused = refusedAddress(c)
    const { path, method } = c.req
    // a path without doors: a probe knows neither our name nor our token
    if (path === '/health') {
      c.set(trusted, (refused ?? refusedCaller(c)) === undefined)
      return next()
    }
    // they have a door of their own (ci-token.ts): jobs call by whatever name reaches us, and their token opens nothing else
    if (path.startsWith('/internal/') && method === 'POST') return next()
    if (refused) throw refused
    if (method === 'OPTIONS') throw fail('METHOD_NOT_ALLOWED', { method, path })
    if (path === '/login' || path === '/logout') return next()
    const stranger = refusedCaller(c)
    if (stranger && token !== '' && takesPages(c)) return Promise.resolve(askForToken(c))
    if (stranger) throw stranger
    c.set(trusted, true)
    return next()
  }
}

/** Whether the caller of this request has passed the doors, or would have: for what /health tells. */
export const isTrusted = (c: Context): boolean => c.get(trusted) === true

const trusted = 'spoor.trusted'

const isReading = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

const pageOf = (c: Context) =>
  kinship({ origin: c.req.header('origin'), site: c.req.header('sec-fetch-site') }, c.req.header('host') ?? '')

// RFC 9112 §3.2.2: such a target overrides Host; only proxies are asked that way, and we are none
const isAbsoluteForm = (c: Context): boolean => {
  const target = (c.env as Partial<HttpBindings> | undefined)?.incoming?.url
  return target !== undefined && !target.startsWith('/')
}

// A tunnel that rewrites Host to localhost still says for whom it asks; a proxy on this machine for this machine is local.
const isForwarded = (c: Context): boolean => {
  const chain = c.req.header('x-forwarded-for')
  return chain !== undefined && !chain.split(',').every((hop) => isLoopbackAddress(hop.trim().replace(/^::ffff:/i, '')))
}

const takesPages = (c: Context) => isReading(c.req.method) && (c.req.header('accept') ?? '').includes('text/html')
