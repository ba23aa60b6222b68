// Log-in: a browser shows the token once and gets a cookie for it.
// Promises: no more than 10 wrong tokens a minute; the cookie is HttpOnly and SameSite=Strict.
// Leaves to others: when the cookie counts, and that only our own page may post here (doors.ts).
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { deleteCookie, setCookie } from 'hono/cookie'
import { fail } from '../errors.ts'
import { createSessions, sessionCookie, sessionSeconds } from './session.ts'
import { checkToken } from './token.ts'

const maxBodyBytes = 4096
const maxFailures = 10
const windowMs = 60_000

/** `GET /login` the form; `POST /login` `{"token"}` → 204, or the form's body → 303 to `/`; `POST /logout` takes the cookie back.
 *  Errors: NOT_FOUND while no token is set, BODY_INVALID, BODY_TOO_LARGE, UNAUTHORIZED, TOO_MANY_TRIES. */
export const loginRoutes = ({ token, now = Date.now }: { token: string; now?: () => number }): Hono => {
  const tokens = checkToken(token)
  const sessions = createSessions(token, now)
  const failures = countFailures(now)
  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw fail('BODY_TOO_LARGE', { limit: maxBodyBytes })
    },
  })
  const login = new Hono()
  login.use('/login', (c, next) => {
    if (token === '') throw fail('NOT_FOUND', { path: c.req.path })
    return next()
  })
  login.get('/login', (c) => page(c, 200, ''))
  login.post('/login', limit, async (c) => {
    failures.check()
    if (!tokens.isRight(await sentToken(c))) {
      failures.add()
      if (isForm(c)) return page(c, 401, 'That is not the token.')
      throw fail('UNAUTHORIZED')
    }
    // the page says by which scheme it came; behind a tunnel the connection itself does not
    const secure = c.req.header('origin')?.startsWith('https:') ?? false
    setCookie(c, sessionCookie, sessions.issue(), { ...attributes, secure, maxAge: sessionSeconds })
    return isForm(c) ? c.redirect('/', 303) : c.body(null, 204)
  })
  login.post('/logout', (c) => {
    deleteCookie(c, sessionCookie, attributes)
    return isForm(c) ? c.redirect('/login', 303) : c.body(null, 204)
  })
  return login
}

/** The form, as the 401 of a reader that takes HTML. */
export const askForToken = (c: Context): Response => {
  c.header('WWW-Authenticate', 'Bearer')
  return page(c, 401, '')
}

const attributes = { path: '/', httpOnly: true, sameSite: 'Strict' } as const

// of all callers together: counting by address would need a bound, and behind a tunnel all come from one
const countFailures = (now: () => number) => {
  let sinceMs = 0
  let count = 0
  const restMs = () => sinceMs + windowMs - now()
  return {
    check() {
      if (count >= maxFailures && restMs() > 0)
        throw fail('TOO_MANY_TRIES', { retryAfterS: Math.ceil(restMs() / 1000) })
    },
    add() {
      if (restMs() <= 0) {
        sinceMs = now()
        count = 0
      }
      count++
    },
  }
}

const isForm = (c: Context) => (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')

const sentToken = async (c: Context): Promise<string> => {
  const text = await c.req.text()
  const sent = isForm(c) ? new URLSearchParams(text).get('token') : tokenOfJson(text)
  if (typeof sent === 'string') return sent
  throw fail('BODY_INVALID', { reason: 'it has no text called token' })
}

const tokenOfJson = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { token?: unknown } | null)?.token
  } catch (error) {
    throw fail('BODY_INVALID', { reason: 'it is not JSON' }, error)
  }
}

const page = (c: Context, status: 200 | 401, said: string): Response => {
  // Fetch, "append a request Origin header": under no-referrer the browser would post this form with `Origin: null`
  c.header('Referrer-Policy', 'same-origin')
  return c.html(
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Spoor: log in</title>
<h1>Spoor</h1>
<form method="post" action="/login">
<p><label>Token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>Log in</button>
${said && `<p role="alert">${said}\n`}<p>It is the SPOOR_TOKEN the service was started with.
</form>
`,
    status,
  )
}
