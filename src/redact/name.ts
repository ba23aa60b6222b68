// Names: whether what is called so is a secret.
// Promises: `apiKey`, `API_KEY`, `x-api-key` and `api key` are the same; counts of an LLM's tokens are no secrets.
// Leaves to others: finding names in text and judging the values (named.ts, placeholder.ts).
import type { Anchor, Check } from './rule.ts'

const nouns = ['password', 'passwd', 'passwort', 'passphrase', 'passcode', 'pwd', 'secret', 'token', 'credential']
const headers = ['authorization', 'cookie']

/** Words that make a `key` a secret one. */
const keys = ['access', 'account', 'admin', 'api', 'app', 'application', 'auth', 'encryption', 'hmac', 'jwt', 'license']
keys.push(
  'master',
  'private',
  'role',
  'root',
  'session',
  'shared',
  'signing',
  'ssh',
  'storage',
  'subscription',
  'webhook',
)

/** Words after the noun that tell about a secret instead of being one: `token_count`, `passwordPolicy`, `secret_name`. */
const about =
  'age|alg|algorithm|at|audience|auth|authentication|based|bucket|budget|by|change|changed|class|column|consent|cost|count|counts|created|dir|domain|' +
  'enabled|disabled|endpoint|env|error|errors|exists|expired|expires|expiration|expiry|field|file|filename|format|handler|' +
  'hint|id|ids|in|index|input|invalid|is|issuer|jar|kind|label|length|len|limit|limits|line|manager|max|min|missing|' +
  'name|names|offset|on|param|parser|path|per|placeholder|policy|pos|position|present|price|prompt|provider|rate|ref|' +
  'reference|regex|required|reset|rotation|rules|scope|scopes|service|set|size|source|start|state|status|stdin|store|strength|' +
  'total|ttl|type|types|updated|uri|url|usage|used|valid|validation|var|version|s'

const secretName = new RegExp(
  `(?:(?:${nouns.filter((noun) => noun !== 'token').join('|')}|${headers.join('|')}|(?:${keys.join('|')})_?key)s?|token|` +
    `(?:db|database|smtp|imap|mail|mysql|postgres|pg|redis|ftp|ssh|admin|root|user|basic|proxy)_?pass)` +
    `(?:_(?!(?:${about})(?:_|$))[a-z0-9]{1,16}){0,2}$`,
)

/** At most 128 characters are looked at. */
export const isSecretName = (name: string): boolean => secretName.test(wordsOf(name))

/** Names of what people choose themselves: here a bare number is a secret, too. */
export const isPasswordName = (name: string): boolean => /pass|pwd|secret|credential/.test(wordsOf(name))

const wordsOf = (name: string) =>
  name
    .slice(-128)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[-. ]/g, '_')
    .toLowerCase()

/** The beginnings from which a name is looked for in text, case aside. */
export const coreSource = `(?:${[...nouns, ...headers].join('|')}|(?:${keys.join('|')})[_ .-]?key|(?<=[a-z][_-]?)pass(?![a-z]))`

/** What must be there for `coreSource` to match. */
export const coreAnchors: readonly Omit<Anchor, 'check'>[] = [
  ...['passw', 'passp', 'passc', 'secret', 'token', 'credential', ...headers, '?pwd', '[a-z_-]pass'],
  '[a-z]key',
  '[a-z][_ .-]key',
].map((like) => ({ like, ignoreCase: true }))

const secretKey = new RegExp(`(?:${keys.join('|')})[_ .-]?key$`, 'i')

/** False for the many other keys, as `cacheKey` and `primary_key`. `start` and `end` are those of an anchor of `coreAnchors`. */
export const isSecretKeyOrNoKey: Check = (bytes, start, end) => {
  if ((bytes[end - 1]! | 0x20) !== y) return true
  return secretKey.test(String.fromCharCode(...bytes.subarray(Math.max(0, start - 16), end)))
}

const y = 0x79
