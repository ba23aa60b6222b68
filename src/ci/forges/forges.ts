// Forges: those that the owner has named, and which one a caller means.
import { fail } from '../../errors.ts'
import type { Forge } from './forge.ts'
import { gitea } from './gitea.ts'
import { github } from './github.ts'
import { createForgeHttp, type ForgeHttpOptions } from './http.ts'

/** URLs without a slash at their end matter not; a token that is empty is none. */
export type ForgeSettings = { githubUrl: string; githubToken: string; forgejoUrl: string; forgejoToken: string }

export type ForgeBounds = Pick<ForgeHttpOptions, 'timeoutMs' | 'maxBytes' | 'tries' | 'retryMs'>

export const forgeNames = ['github', 'forgejo'] as const
export type ForgeName = (typeof forgeNames)[number]

/** A Gitea is named forgejo, too. Errors: FORGE_UNSET. */
export const createForges = (settings: ForgeSettings, bounds: ForgeBounds): ((name?: ForgeName) => Forge) => {
  const set: Partial<Record<ForgeName, Forge>> = {
    ...(settings.githubToken !== '' && { github: githubOf(settings, bounds) }),
    ...(settings.forgejoUrl !== '' && { forgejo: forgejoOf(settings, bounds) }),
  }
  const names = Object.keys(set) as ForgeName[]
  return (name) => {
    if (name === undefined && names.length !== 1) {
      throw fail('FORGE_UNSET', { reason: names.length === 0 ? 'none is set' : 'several are set' })
    }
    const forge = set[name ?? names[0]!]
    if (forge === undefined) throw fail('FORGE_UNSET', { reason: `${name} is not set` })
    return forge
  }
}

const githubOf = ({ githubUrl, githubToken }: ForgeSettings, bounds: ForgeBounds): Forge =>
  github(
    createForgeHttp({
      ...bounds,
      url: withoutSlash(githubUrl),
      authorization: `Bearer ${githubToken}`,
      accept: 'application/vnd.github+json',
    }),
  )

const forgejoOf = ({ forgejoUrl, forgejoToken }: ForgeSettings, bounds: ForgeBounds): Forge => {
  const url = withoutSlash(forgejoUrl)
  const http = (path: string) =>
    createForgeHttp({
      ...bounds,
      url: `${url}${path}`,
      authorization: forgejoToken === '' ? undefined : `token ${forgejoToken}`,
      accept: '*/*',
    })
  return gitea({ web: http(''), api: http('/api/v1'), host: URL.parse(url)?.host ?? url })
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '')
