// Linear time: what is meant to be slow must not be. No clock is compared with a bound that a busy machine could miss: the processor
// time of four times the text may be eight times as much, or next to nothing. Reading every suffix anew would be sixteen times.
import assert from 'node:assert/strict'
import test from 'node:test'
import { builtInRules } from './redact.ts'
import { tokenRule } from './rule.ts'
import { redactorWith } from './testing.ts'
import { userRule } from './user.ts'

const mebibyte = 1 << 20
const nextToNothingMs = 150

const cpuMs = (work: () => void): number => {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3 && best > nextToNothingMs; i++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

const growsLinearly = (work: (text: string) => void, unit: string, length = mebibyte / 2): boolean => {
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
  const large = cpuMs(() => work(text))
  return large <= nextToNothingMs || large <= 8 * cpuMs(() => work(text.slice(0, length / 4)))
}

// runs that the patterns are made of, and beginnings without an end
const units = [
  ...['a', 'A', '0', 'aA0', '=', '"', "'", '\\', '\\n', ' ', '-', '.', '/', ':', '&', ';', ',', '%20'],
  ...['a@a@a@', '://', '://a:', 'http://a:b', 'http://a@', '@', 'eyJ', 'eyJhbGciOi.', 'a.eyJ', '-----BEGIN '],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\\n',
    '-----BEGIN PRIVATE KEY-----\nabc\n',
    'PRIVATE KEY',
  ],
  ...[
    'password',
    'password=',
    'password="',
    'password=\\"',
    "password='a\\",
    'password=a,',
    'token_',
    'secret secret=',
    '--token ',
  ],
  ...[
    'cookie',
    'cookie: ',
    'cookie: "',
    'cookie: a=',
    'bearer ',
    'bearer:=:=',
    'basic ',
    '_auth="',
    '?sig=',
    '&sig=a',
    'key-',
    'api_key',
  ],
]
// the rules' own beginnings: the letters of their anchors, over and over
const beginnings = builtInRules.flatMap(({ anchors }) => anchors.map(({ like }) => sampleOf(like)))

function sampleOf(like: string): string {
  return like.replace(/\[(.)[^\]]*\]/g, '$1').replaceAll('?', ' ')
}

test('every rule reads a long text once, whatever it is made of', { timeout: 600_000 }, () => {
  for (const rule of builtInRules) {
    const own = rule.anchors.slice(0, 4).flatMap(({ like }) => [sampleOf(like), `${sampleOf(like)}aA0`])
    for (const unit of [...own, 'aA0', 'a.', '0', '-'])
      assert.ok(growsLinearly(rule.mask, unit), `${rule.kind}: ${unit}`)
  }
})

test('the rules for names, URLs, headers and keys read every kind of text once', { timeout: 600_000 }, () => {
  const broad = ['secret', 'url-password', 'url-signature', 'bearer', 'basic', 'cookie', 'private-key', 'jwt']
  for (const rule of builtInRules.filter(({ kind }) => broad.includes(kind))) {
    for (const unit of units) assert.ok(growsLinearly(rule.mask, unit), `${rule.kind}: ${unit}`)
  }
})

test('all together read a long text once', { timeout: 600_000 }, () => {
  const { redactor } = redactorWith()
  for (const unit of [...units, beginnings.join(' ')])
    assert.ok(
      growsLinearly((text) => redactor.text(text), unit),
      unit,
    )
})

test('a pattern of a user that is slow elsewhere is linear here', () => {
  const rule = userRule('(a+)+b')
  assert.ok(growsLinearly((text) => rule.mask(text), 'a', mebibyte / 16))
})

test('the measure sees a pattern that reads every suffix anew', () => {
  const slow = tokenRule('slow', 'aaaa', /a+b/g)
  assert.ok(!growsLinearly((text) => slow.mask(text), 'a', mebibyte / 32))
})
