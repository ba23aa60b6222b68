// Linear time: what is meant to be slow must not be.
import assert from 'node:assert/strict'
import test from 'node:test'
import { growsLinearly } from '../lib/testing/linear.ts'
import { builtInRules } from './redact.ts'
import { tokenRule } from './rule.ts'
import { redactorWith } from './testing.ts'
import { userRule } from './user.ts'

const mebibyte = 1 << 20
const quarter = mebibyte / 4

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
      assert.ok(growsLinearly(rule.mask, unit, quarter), `${rule.kind}: ${unit}`)
  }
})

test('the rules for names, URLs, headers and keys read every kind of text once', { timeout: 600_000 }, () => {
  const broad = ['secret', 'url-password', 'url-signature', 'bearer', 'basic', 'cookie', 'private-key', 'jwt']
  for (const rule of builtInRules.filter(({ kind }) => broad.includes(kind))) {
    for (const unit of units) assert.ok(growsLinearly(rule.mask, unit, quarter), `${rule.kind}: ${unit}`)
  }
})

test('all together read a long text once', { timeout: 600_000 }, () => {
  const { redactor } = redactorWith()
  for (const unit of [...units, beginnings.join(' ')])
    assert.ok(
      growsLinearly((text) => redactor.text(text), unit, quarter),
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
