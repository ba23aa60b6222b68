// Mutate: a request made worse, as AFL's havoc stage does it: a few random edits on top of each other, and pieces of other requests.
import { gzipSync } from 'node:zlib'
import type { Asked } from './fuzz-seeds.ts'

type Random = () => number

export const mutated = (seeds: readonly Asked[], random: Random): Asked => {
  const one = pick(seeds, random)
  const { body } = one
  let worse: Buffer = body
  for (let edits = 1 + Math.floor(random() * 6); edits > 0; edits--) worse = pick(editsOf, random)(worse, random, seeds)
  const other = pick(seeds, random)
  const isGzip = one.headers['content-encoding'] === 'gzip'
  return {
    path: random() < 0.05 ? other.path : one.path,
    // what is inside a good gzip body is reached only so
    headers:
      random() < 0.1 ? other.headers : random() < 0.05 ? { ...one.headers, 'content-encoding': 'gzip' } : one.headers,
    body: isGzip && random() < 0.5 ? gzipSync(worse.subarray(0, maxBytes)) : worse.subarray(0, maxBytes),
  }
}

// small inputs find more in the same time
const maxBytes = 64 << 10

type Edit = (body: Buffer, random: Random, seeds: readonly Asked[]) => Buffer

const editsOf: Edit[] = [
  (body, random) => set(body, random, (byte) => byte ^ (1 << Math.floor(random() * 8))),
  (body, random) => set(body, random, () => Math.floor(random() * 256)),
  (body, random) => set(body, random, () => pick(edges, random)),
  (body, random) => body.subarray(0, at(body, random)),
  (body, random) => cut(body, at(body, random), Math.ceil(random() * 16)),
  (body, random) => insert(body, at(body, random), Buffer.from(pick(words, random), 'latin1')),
  (body, random) => insert(body, at(body, random), Buffer.alloc(1 + Math.floor(random() * 4), pick(edges, random))),
  (body, random) => {
    const from = at(body, random)
    const piece = body.subarray(from, from + 1 + Math.floor(random() * 64))
    return insert(body, at(body, random), piece)
  },
  (body, random, seeds) => {
    const other = pick(seeds, random).body
    return insert(body, at(body, random), other.subarray(at(other, random)))
  },
  (body, random) =>
    insert(body, at(body, random), Buffer.from(pick(opening, random).repeat(Math.ceil(random() * 5000)))),
]

const edges = [0, 1, 0x0a, 0x22, 0x5c, 0x7f, 0x80, 0x9f, 0xc0, 0xc1, 0xc7, 0xc9, 0xd9, 0xdb, 0xdd, 0xdf, 0xfe, 0xff]
const words = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '\n',
  '\r\n',
  '{}',
  '[]',
  'null',
  'true',
  '-0',
  '1e999',
  '1e-999',
  '9007199254740993',
  '-9223372036854775808',
  '18446744073709551615',
  '"__proto__":',
  '"constructor":{"prototype":1},',
  '"toJSON":1,',
  '"runId":"..",',
  '"runId":"latest",',
  '"entries":',
  '"lines":',
  '"timestamp":',
  '"date":-1,',
  '"level":',
  '"body":',
  '\xef\xbb\xbf',
  '\xed\xa0\x80',
  '\xc7\x08\x00\xff\xff\xff\xff\x00\x00\x00\x00',
  '\xdd\xff\xff\xff\xff',
  '\xdf\xff\xff\xff\xff',
  '\x0a\xff\xff\xff\xff\x0f',
  '\x0b',
  '\x0c',
  '\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f',
  '\u001b]8;;',
  'Infinity',
  'NaN',
]
const opening = [
  '[',
  '{"a":',
  '[[1,2],',
  '\x91',
  '\x92\x92',
  '\x81\xa1a',
  '\x2a\x02\x0a\x00',
  '"',
  '\\',
  '9',
  '\n',
  ' ',
]

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]!
const at = (body: Buffer, random: Random) => Math.floor(random() * (body.length + 1))
const cut = (body: Buffer, from: number, count: number) =>
  Buffer.concat([body.subarray(0, from), body.subarray(from + count)])
const insert = (body: Buffer, where: number, piece: Buffer) =>
  Buffer.concat([body.subarray(0, where), piece, body.subarray(where)])

const set = (body: Buffer, random: Random, change: (byte: number) => number): Buffer => {
  if (body.length === 0) return body
  const copy = Buffer.from(body)
  const where = Math.floor(random() * body.length)
  copy[where] = change(copy[where]!)
  return copy
}
