// CI token: whether a caller has shown a token for internal routes, and for which repositories it is.
// Promises: each is compared in constant time, and all of them; SPOOR_TOKEN opens nothing here.
import type { Context } from 'hono'
import { isNamed } from '../ci/repos.ts'
import { fail } from '../errors.ts'
import { checkToken } from './token.ts'

/** `repo`: undefined is all. */
export type InternalToken = { token: string; repo: string | undefined }

/** Throws INTERNAL_TOKEN_UNSET or INTERNAL_UNAUTHORIZED; what it returns throws CI_TOKEN_FOREIGN. */
export const createInternalDoor = (tokens: readonly InternalToken[]) => {
  const checks = tokens.map(({ token, repo }) => ({ check: checkToken(token), repo: repo ?? '*' }))
  return (c: Context): ((repo: string) => void) => {
    if (checks.length === 0) throw fail('INTERNAL_TOKEN_UNSET')
    const sent = c.req.header('authorization')
    const repos = checks.filter(({ check }) => check.proof(sent) === 'right').map(({ repo }) => repo)
    if (repos.length === 0) throw fail('INTERNAL_UNAUTHORIZED')
    return (repo) => {
      if (!isNamed(repos, repo)) throw fail('CI_TOKEN_FOREIGN', { repo })
    }
  }
}
