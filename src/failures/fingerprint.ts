// Fingerprint: the identity of a failure.
// Promises: stateless; the same over runs, restarts and machines; SHA-256. Every constant that it depends on is here, in canon.ts or in a
//   rule: whoever changes one so that identities change writes the next version.
//   counts: exception types, file and function of the app's own frames, host and port, errno, status, names
//   counts not: lines, columns, ids, numbers, times, addresses, durations, folders, who logged it
import { hash } from 'node:crypto'
import { baseName, canonical, firstGivenOut, hostPort, masked, routeOf } from './canon.ts'
import type { Frame } from './failure.ts'
import type { Parts, Rule } from './rule.ts'
import type { Trace } from './trace.ts'

const version = 'fp1'
const maxFrames = 3
const maxWords = 24

/** `fp1:` and 16 hex digits. */
export const fingerprintOf = (rule: Rule, parts: Parts, trace: Trace, message: string): string =>
  `${version}:${hash('sha256', JSON.stringify(identityOf(rule, parts, trace, message)), 'hex').slice(0, 16)}`

/** What is hashed, to be looked at when two are not what one expects. */
export const identityOf = (rule: Rule, parts: Parts, { thrown }: Trace, message: string): string[] => {
  // what is not there has no place, so that a rule may come to name more
  const named = rule.by.flatMap((name) => (parts[name] === undefined ? [] : [`${name}=${partOf(name, parts[name])}`]))
  const isNamed = rule.by.length === 0 || named.length > 0
  // a rule that could not see which thing it is goes by the code, too
  if (!rule.isCode && isNamed) return [rule.id, ...named]
  const types = [thrown[0]?.type, thrown.at(-1)?.type].map((type) => type ?? '')
  return [...types, ...named, ...framesOf(thrown.toReversed().map((each) => each.frames)), canonical(message, maxWords)]
}

// what a rule names is kept as it is, but for what differs from one machine or run to the next
const partOf = (name: string, value: string): string => {
  if (name === 'host') return hostPort(value)
  if (/port$/i.test(name)) return Number(value) >= firstGivenOut ? '<port>' : value
  if (/file$|path$/i.test(name)) return baseName(value)
  if (name === 'route') return routeOf(value)
  if (name === 'text' || name === 'command') return masked(value, maxWords)
  return value.replace(/\s*(?:#.*|\(\d+(?:\.\d+)? ?m?s\))$/, '').toLowerCase()
}

// those of the root first; the app's own, else any
const framesOf = (stacks: Frame[][]): string[] => {
  const own = stacks.map((frames) => frames.filter((frame) => frame.isInApp)).find((frames) => frames.length > 0)
  const places = (own ?? stacks.find((frames) => frames.length > 0) ?? []).map(placeOf)
  // a recursion is as deep as it happens to be
  return places.filter((place, i) => place !== places[i - 1]).slice(0, maxFrames)
}

const placeOf = ({ file, func }: Frame): string => `${baseName(file)}:${func === undefined ? '' : plainFunction(func)}`

/** Without what a compiler, a proxy or a closure adds to a name. */
const plainFunction = (name: string): string =>
  name
    .replace(/::h[0-9a-f]{16}$|::\{\{closure\}\}|\.func\d+(?:\.\d+)*|\$\$\w.*$|\$\d+(?=$|\.)|\[\.\.\.\]/g, '')
    .replace(/lambda\$(\w+)\$\d+/g, '$1')
    .replace(/^(?:async |new |Object\.|bound )/, '')
    .replace(/^<anonymous>$/, '')
