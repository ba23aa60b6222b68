// Address: which addresses a callback may have.
// Promises: what is link-local, or no address of one machine, is never called, also when it is written as IPv6 or listed; what is
//   private only when it is listed.
// Leaves to others: names (send.ts).
// Source: https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
import { BlockList, isIPv6 } from 'node:net'

export type AddressRules = {
  /** Whether this service can be reached from this machine only. */
  isLoopbackBound: boolean
  /** Networks (10.0.0.0/8, fd00::/8) and single addresses that may be called although they are private. */
  networks: readonly string[]
}

/** Why an address may not be called, as a clause, or undefined when it may. */
export type CheckAddress = (address: string) => string | undefined

/** Errors: what Node says of a network that is none. */
export const checkAddress = ({ isLoopbackBound, networks }: AddressRules): CheckAddress => {
  const listed = listOf(networks)
  return (address) => {
    // a zone is only ever said of link-local addresses
    if (address.includes('%') || holds(linkLocal, address)) return 'is link-local, which is never called'
    if (holds(nobody, address)) return 'is no address of one machine'
    if (holds(listed, address)) return
    if (holds(loopback, address))
      return isLoopbackBound ? undefined : 'is this machine, while the service can be reached from others'
    if (holds(inside, address)) return 'is private, and not in SPOOR_CALLBACK_NETWORKS'
  }
}

// an IPv4 address written as IPv6 (::ffff:…) is found by Node itself; by way of NAT64 and 6to4 they are in the lists
const holds = (list: BlockList, address: string) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family)
  }
  return list
}

const linkLocal = listOf(['169.254.0.0/16', 'fe80::/10', '64:ff9b::a9fe:0/112', '2002:a9fe::/32'])
const nobody = listOf(['0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '::', 'ff00::/8'])
const loopback = listOf(['127.0.0.0/8', '::1'])
const inside = listOf([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '192.0.0.0/24', '198.18.0.0/15'],
  ...['fc00::/7', 'fec0::/10', '::/96', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2002::/16'],
])
