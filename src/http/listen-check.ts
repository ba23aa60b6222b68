// Listen check: the service does not start where anyone could walk in.
// Promises: bound beyond loopback there is a token, or no start.
// Leaves to others: what a caller must show afterwards (doors.ts).
import { fail } from '../errors.ts'
import { isLoopbackAddress } from './host.ts'

/** Errors: TOKEN_NEEDED. */
export const checkBinding = ({ host, token }: { host: string; token: string }): void => {
  if (token === '' && !isLoopbackAddress(host))
    throw fail('TOKEN_NEEDED', { host: host === '' ? 'every address' : host })
}
