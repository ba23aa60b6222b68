// Reasons: what went wrong with Redis, in words that say what to do.
// Promises: no password, no address of a key, no record is in them.
// Source of the codes: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors and redis.conf

// a script's errors carry the code of the command that failed, mostly in front
const known: [RegExp, string][] = [
  [/\bOOM\b/, 'it is out of memory: raise maxmemory or free some; reading works meanwhile'],
  [/\bREADONLY\b/, 'it is a read-only replica: point REDIS_URL at the primary; reading works meanwhile'],
  [/\bMISCONF\b/, 'it cannot save to its disk (MISCONF) and refuses writes; reading works meanwhile'],
  [/\bNOREPLICAS\b/, 'it has fewer replicas than min-replicas-to-write; reading works meanwhile'],
  [/\b(?:WRONGPASS|invalid password|invalid username-password)\b/, 'user or password in REDIS_URL is wrong'],
  [/\bNOAUTH\b/, 'it wants a password: put one into REDIS_URL'],
  [
    /\bNOPERM\b|The user executing the script can't/,
    'its user may not do that (NOPERM): give it the keys and the channel of the prefix, and scripts',
  ],
  [/\bLOADING\b/, 'it is loading its data'],
  [/\bMASTERDOWN\b/, 'it is a replica without its primary'],
  [/\bBUSY\b/, 'it is busy with the script of somebody else'],
  [/\bCLUSTERDOWN\b/, 'the cluster is down: some of its slots are served by nobody'],
  [/\b(?:MOVED|ASK|CROSSSLOT)\b|non local key/, 'it is a node of a cluster: write redis+cluster://host:port,…'],
  [
    /self-signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/,
    'its certificate is not trusted: start with NODE_EXTRA_CA_CERTS=<file of its CA>',
  ],
  [/DB index is out of range/, 'it has no database of that number'],
  [/\bWRONGTYPE\b/, 'a key of ours is used by somebody else (WRONGTYPE): set SPOOR_REDIS_PREFIX'],
]

/** Whether it tells of Redis or of the way to it: what the client answers itself, where it has no connection, tells of neither. */
export const saysWhy = ({ message }: Error) =>
  !/^(?:Stream isn't writeable|Reached the max retries|Connection is closed)/.test(message)

/** `error`: of the connection, or an answer. */
export const reasonOf = (error: Error & { code?: string }): string => {
  const found = known.find(([pattern]) => pattern.test(error.message))
  if (found) return found[1]
  if (/^Socket timeout/.test(error.message)) return 'it does not answer'
  // happy eyeballs: the message of several failures is empty
  const text = error.message || error.code || error.name
  // what follows can be what was sent
  return text.split(/[,.]? with args beginning with|: `/)[0]!.slice(0, 200)
}

/** What is also said where nothing came through yet: a port that does or does not speak TLS says nothing about itself. */
export const supposed = (reason: string, hasTls: boolean): string => {
  if (!/ECONNRESET|EPIPE|EPROTO|ETIMEDOUT|wrong version number|closed/.test(reason)) return reason
  return `${reason}; ${hasTls ? 'if it does not speak TLS, write redis://' : 'if it speaks TLS, write rediss://'}`
}
