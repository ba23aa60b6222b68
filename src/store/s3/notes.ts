// Notes: small values changed by compare-and-set; a version is an ETag.
// Promises: the same value written twice has two versions, so that a change and a change back are not overlooked; but a note of a task is
// nothing but its value, for people: there the same value is the same version.
// A deleted note leaves a stone of a few bytes: deleting only what one has read is not to be had from every server. That of a task is
// taken away, since a task that goes leaves nothing.
import { randomBytes } from 'node:crypto'
import { fail } from '../../errors.ts'
import { checkName } from '../../record/names.ts'
import type { Store } from '../store.ts'
import type { Words } from './client.ts'
import type { Layout } from './layout.ts'
import type { Conditions } from './probe.ts'
import { swap } from './swap.ts'

/** `{"nonce":"…","value":…}`, or only `"…"` for one that was deleted; a bare one is its value, or nothing. */
const encode = (value: unknown, isBare: boolean): Buffer => {
  if (isBare) return Buffer.from(value === undefined ? '' : `${JSON.stringify(value)}\n`)
  const nonce = randomBytes(6).toString('base64url')
  return Buffer.from(JSON.stringify(value === undefined ? nonce : { nonce, value }))
}
// eight letters in quotes; a value with its nonce is longer
const isStone = (size: number, isBare: boolean) => size <= (isBare ? 0 : 10)

export const s3Notes = (
  words: Words,
  conditions: Conditions,
  { noteOf, noteAt, notesUnder }: Layout,
): Pick<Store, 'getNote' | 'putNote' | 'notes'> => ({
  async getNote(key) {
    const { object, isBare } = noteOf(checkName(key))
    const found = await words.get(object)
    if (!found || isStone(found.bytes.length, isBare)) return undefined
    const told = JSON.parse(found.bytes.toString()) as unknown
    return { value: isBare ? told : (told as { value: unknown }).value, version: found.etag }
  },

  async putNote(key, value, ifVersion) {
    const { object, isBare } = noteOf(checkName(key))
    const bytes = encode(value, isBare)
    let version = await swap(words, conditions, object, bytes, ifVersion)
    if (version === undefined && ifVersion === undefined) {
      const there = await words.get(object)
      if (there && isStone(there.bytes.length, isBare))
        version = await swap(words, conditions, object, bytes, there.etag)
    }
    if (version === undefined) throw fail('STORE_CONFLICT', { key })
    if (isBare && value === undefined) await words.remove(object)
    return { value, version }
  },

  async *notes(prefix) {
    for (const start of notesUnder(prefix)) {
      for await (const { key: object, size } of words.list(start)) {
        const key = noteAt(object)
        if (key?.startsWith(prefix) && !isStone(size, noteOf(key).isBare)) yield key
      }
    }
  },
})
