// Notes: small values changed by compare-and-set; a version is an ETag.
// Promises: the same value written twice has two versions, so that a change and a change back are not overlooked.
// A deleted note leaves a stone of a few bytes: deleting only what one has read is not to be had from every server.
import { randomBytes } from 'node:crypto'
import { fail } from '../../errors.ts'
import { checkName } from '../../record/names.ts'
import type { Store } from '../store.ts'
import type { Words } from './client.ts'
import type { Layout } from './layout.ts'
import type { Conditions } from './probe.ts'
import { swap } from './swap.ts'

/** `{"nonce":"…","value":…}`, or only `"…"` for one that was deleted. */
const encode = (value: unknown): Buffer => {
  const nonce = randomBytes(6).toString('base64url')
  return Buffer.from(JSON.stringify(value === undefined ? nonce : { nonce, value }))
}
// eight letters in quotes; a value with its nonce is longer
const isStone = (size: number) => size <= 10

export const s3Notes = (
  words: Words,
  conditions: Conditions,
  { noteOf }: Layout,
): Pick<Store, 'getNote' | 'putNote' | 'notes'> => ({
  async getNote(key) {
    const found = await words.get(noteOf(checkName(key)))
    if (!found || isStone(found.bytes.length)) return undefined
    const { value } = JSON.parse(found.bytes.toString()) as { value: unknown }
    return { value, version: found.etag }
  },

  async putNote(key, value, ifVersion) {
    const object = noteOf(checkName(key))
    const bytes = encode(value)
    let version = await swap(words, conditions, object, bytes, ifVersion)
    if (version === undefined && ifVersion === undefined) {
      const there = await words.get(object)
      if (there && isStone(there.bytes.length)) version = await swap(words, conditions, object, bytes, there.etag)
    }
    if (version === undefined) throw fail('STORE_CONFLICT', { key })
    return { value, version }
  },

  async *notes(prefix) {
    const before = noteOf('')
    for await (const { key, size } of words.list(noteOf(prefix))) {
      if (!isStone(size)) yield key.slice(before.length)
    }
  },
})
