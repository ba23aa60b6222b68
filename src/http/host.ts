// Host: which name a request was sent to, and whether that name is ours.
// Promises: what is not clearly a loopback name or listed is unknown; DNS rebinding ends here, as a browser sends the name it believes in.
// Leaves to others: what a known name may do (doors.ts).
import { isIPv4 } from 'node:net'

export type Place = 'loopback' | 'listed' | 'unknown'

// a name, an IPv4 address or an IPv6 address in brackets, then a port; no userinfo, no list, no spaces
const authority = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/

/** Sorts the values of `Host`. A listed name without a port is known on every port, one with a port only there; case does not
 *  matter. Throws an Error that names an entry which could never match. */
export const sortHosts = (listed: readonly string[]): ((host: string) => Place) => {
  const names = new Set(listed.map(checkedName))
  const sort = (host: string): Place => {
    const text = host.toLowerCase()
    const name = text.match(authority)?.[1]
    if (name === undefined) return 'unknown'
    if (isLoopbackName(name)) return 'loopback'
    return names.has(text) || names.has(name) ? 'listed' : 'unknown'
  }
  // nearly every request comes with the same Host: one comparison then
  let last = { host: '', place: sort('') }
  return (host) => {
    if (host !== last.host) last = { host, place: sort(host) }
    return last.place
  }
}

/** Whether listening on `address` is out of reach for other machines: `localhost`, 127.0.0.0/8 or `::1`. */
export const isLoopbackAddress = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIPv4(address) && address.startsWith('127.'))

// RFC 6761 §6.3: names under localhost are loopback, and browsers never ask DNS for them
const isLoopbackName = (name: string): boolean =>
  name === '[::1]' || isLoopbackAddress(name) || (name.endsWith('.localhost') && name.split('.').every(isLabel))

const isLabel = (label: string) => label !== '' && label.length <= 63

const checkedName = (entry: string): string => {
  const name = entry.toLowerCase()
  if (authority.test(name)) return name
  throw new Error(
    `SPOOR_ALLOWED_HOSTS: ${entry} is not a host name; write it like logs.example.com or logs.example.com:8443`,
  )
}
