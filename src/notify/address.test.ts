import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAddress } from './address.ts'

const verdicts = (isLoopbackBound: boolean, networks: string[] = []) => {
  const check = checkAddress({ isLoopbackBound, networks })
  return (addresses: string[]) => Object.fromEntries(addresses.map((address) => [address, check(address)]))
}
const all = (addresses: string[], verdict: string | undefined) =>
  Object.fromEntries(addresses.map((address) => [address, verdict]))

// the registries of special addresses, and how IPv4 is written as IPv6 (RFC 4291 §2.5.5, RFC 6052, RFC 3056)
const outside = ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8']
const inside = [
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.100.100.200'],
  ...['fd00:ec2::254', 'fc00::1', '::ffff:10.0.0.1', '::ffff:c0a8:101', '64:ff9b::a00:1', '2002:a00:1::', '::10.0.0.1'],
]
const here = ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1']
const linkLocal = [
  ...['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1'],
]
const nobody = ['0.0.0.0', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', '240.0.0.1', '::ffff:0.0.0.0']

test('addresses of the internet may be called, private ones may not, link-local ones never', () => {
  const of = verdicts(true)
  assert.deepEqual(of(outside), all(outside, undefined))
  assert.deepEqual(of(inside), all(inside, 'is private, and not in SPOOR_CALLBACK_NETWORKS'))
  assert.deepEqual(of(linkLocal), all(linkLocal, 'is link-local, which is never called'))
  assert.deepEqual(of(nobody), all(nobody, 'is no address of one machine'))
})

test('this machine may be called while nobody else reaches this service', () => {
  assert.deepEqual(verdicts(true)(here), all(here, undefined))
  assert.deepEqual(verdicts(false)(here), all(here, 'is this machine, while the service can be reached from others'))
})

test('what is listed may be called, but for link-local addresses', () => {
  const of = verdicts(false, ['10.1.0.0/16', '192.168.1.7', 'fd00::/8', '127.0.0.1', '0.0.0.0/0', '::/0'])
  assert.deepEqual(of([...here, ...inside, ...outside]), all([...here, ...inside, ...outside], undefined))
  assert.deepEqual(of(linkLocal), all(linkLocal, 'is link-local, which is never called'))
  assert.deepEqual(of(nobody), all(nobody, 'is no address of one machine'))
  const some = verdicts(true, ['10.1.0.0/16', '192.168.1.7'])
  const reason = 'is private, and not in SPOOR_CALLBACK_NETWORKS'
  const verdict = { '10.1.2.3': undefined, '10.2.0.1': reason, '192.168.1.7': undefined, '192.168.1.8': reason }
  assert.deepEqual(some(Object.keys(verdict)), verdict)
})
