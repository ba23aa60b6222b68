// Token: whether a caller has shown SPOOR_TOKEN.
// Promises: compared in constant time, whatever its length; without a token nothing is ever right, and nothing is wrong.
// Leaves to others: who needs one (doors.ts); the cookie (session.ts).
import { hash, timingSafeEqual } from 'node:crypto'

export type TokenCheck = {
  isRight(sent: string): boolean
  /** What an `Authorization` header proves. `Bearer <token>`, or `Basic` with the token as password (RFC 6750, RFC 7617). */
  proof(authorization: string | undefined): 'none' | 'right' | 'wrong'
}

export const checkToken = (token: string): TokenCheck => {
  const expected = digest(Buffer.from(token))
  const isRight = (sent: Buffer) => token !== '' && timingSafeEqual(digest(sent), expected)
  return {
    isRight: (sent) => isRight(Buffer.from(sent)),
    proof(authorization) {
      if (token === '' || authorization === undefined) return 'none'
      const sent = credentials(authorization)
      return sent !== undefined && isRight(sent) ? 'right' : 'wrong'
    },
  }
}

// equal lengths are what timingSafeEqual asks for, and a digest tells nothing about how far two tokens agree
const digest = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer')

const credentials = (authorization: string): Buffer | undefined => {
  const [, scheme, value] = authorization.match(/^(bearer|basic) +(.*)$/i) ?? []
  if (value === undefined) return undefined
  // a header arrives as one character a byte; a token beyond ASCII was sent as UTF-8
  if (scheme?.toLowerCase() === 'bearer') return Buffer.from(value, 'latin1')
  const pair = Buffer.from(value, 'base64')
  const colon = pair.indexOf(':')
  return colon === -1 ? undefined : pair.subarray(colon + 1)
}
