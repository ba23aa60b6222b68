// Session: what the login cookie holds: `<expiry>.<random id>.<HMAC of both>`.
// Promises: never the token; nothing to remember, so that it outlives a restart; another token ends every session.
// Leaves to others: setting and reading the cookie (login.ts, doors.ts).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const sessionCookie = 'spoor_session'
export const sessionSeconds = 30 * 24 * 60 * 60

export type Sessions = { issue(): string; isValid(value: string | undefined): boolean }

/** Without a token no session is valid. `now` in ms since the epoch. */
export const createSessions = (token: string, now: () => number = Date.now): Sessions => {
  // a key of its own: a cookie's MAC must not serve as a MAC for anything else made from the token
  const key = createHmac('sha256', token).update('spoor login cookie').digest()
  const mac = (text: string) => createHmac('sha256', key).update(text).digest()
  return {
    issue() {
      const text = `${now() + sessionSeconds * 1000}.${randomBytes(16).toString('base64url')}`
      return `${text}.${mac(text).toString('base64url')}`
    },
    isValid(value) {
      const [, text, expiry, sent] = value?.match(/^((\d{1,16})\.[\w-]{22})\.([\w-]{43})$/) ?? []
      if (token === '' || text === undefined || sent === undefined) return false
      return timingSafeEqual(Buffer.from(sent, 'base64url'), mac(text)) && Number(expiry) > now()
    },
  }
}
