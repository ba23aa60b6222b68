// Address: which Redis a URL means.
// Promises: what it says about itself carries no password; a cluster needs a prefix that keeps all keys together.

/** `nodes` has one member unless `isCluster`. */
export type Address = {
  nodes: { host: string; port: number }[]
  isCluster: boolean
  hasTls: boolean
  db: number
  username?: string
  password?: string
  /** For people. */
  where: string
}

const takes =
  'REDIS_URL takes redis://[user:password@]host[:port][/db], rediss://… for TLS, or redis+cluster://host:port,host:port (rediss+cluster://…)'

/** Errors: a plain one that says what is wrong with the settings. */
export const addressOf = (url: string, prefix: string): Address => {
  const [, scheme, login, hosts, path] = /^(rediss?(?:\+cluster)?):\/\/(?:(.*)@)?([^@/]*)(?:\/(\d*))?$/.exec(url) ?? []
  if (scheme === undefined || !hosts) throw new Error(takes)
  const isCluster = scheme.endsWith('+cluster')
  const [username, password] = /^([^:]*):?(.*)$/s
    .exec(login ?? '')!
    .slice(1)
    .map(unescaped) as [string, string]
  const nodes = hosts.split(',').map(nodeOf)
  const db = Number(path ?? 0)
  if (!isCluster && nodes.length > 1) throw new Error(`${takes}: several hosts are a cluster`)
  if (isCluster && db !== 0) throw new Error('REDIS_URL: a cluster has no database but 0')
  // Redis hashes what stands in the first braces instead of the whole key
  if (isCluster && !/^[^{]*\{[^}]+\}/.test(prefix)) {
    throw new Error(
      `SPOOR_REDIS_PREFIX: a cluster needs a prefix with a hash tag, such as {spoor}:, so that all keys share a slot; this one is '${prefix}'`,
    )
  }
  return {
    nodes,
    isCluster,
    hasTls: scheme.startsWith('rediss'),
    db,
    username: username || undefined,
    password: password || undefined,
    where: `${scheme}://${hosts}${isCluster ? '' : `/${db}`}, keys ${prefix}*`,
  }
}

const nodeOf = (text: string) => {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  if (host === undefined || Number(port ?? 1) > 65535) throw new Error(takes)
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? 6379) }
}

const unescaped = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    // the cause would show the password
    throw new Error(`${takes}; user and password are percent-encoded (${(error as Error).name})`)
  }
}
