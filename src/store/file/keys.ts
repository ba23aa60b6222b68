// Keys: where in a stream each batch id was first seen.
// Promises: 12 bytes a slot, so that a million one-line batches cost tens of megabytes; a hit is only a hint, the caller
// compares the key in the file. Beyond `maxKeys` the older half is forgotten, and said.
import { crc32 } from 'node:zlib'

export class KeyIndex {
  #hashes = new Uint32Array(64)
  #positions = new Float64Array(64)
  #count = 0
  readonly #maxKeys: number
  readonly #onForget: () => void

  constructor(maxKeys: number, onForget: () => void) {
    this.#maxKeys = maxKeys
    this.#onForget = onForget
  }

  add(key: string, position: number): void {
    if (this.#count >= this.#maxKeys) this.#forgetOlderHalf()
    if (this.#count * 2 >= this.#hashes.length) this.#rebuild(this.#hashes.length * 2, this.entries())
    this.#insert(hashOf(key), position)
  }

  /** Positions at which this key may stand. */
  find(key: string): number[] {
    const hash = hashOf(key)
    const found: number[] = []
    const mask = this.#hashes.length - 1
    for (let slot = hash & mask; this.#hashes[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#hashes[slot] === hash) found.push(this.#positions[slot]!)
    }
    return found
  }

  /** Pairs (hash, position), flat, for keeping them in a packed file. */
  entries(): Float64Array {
    const pairs = new Float64Array(this.#count * 2)
    let at = 0
    for (let slot = 0; slot < this.#hashes.length; slot++) {
      if (this.#hashes[slot] === 0) continue
      pairs[at++] = this.#hashes[slot]!
      pairs[at++] = this.#positions[slot]!
    }
    return pairs
  }

  load(pairs: Float64Array): void {
    let size = 64
    while (size <= pairs.length) size *= 2
    this.#rebuild(size, pairs)
  }

  #insert(hash: number, position: number) {
    const mask = this.#hashes.length - 1
    let slot = hash & mask
    while (this.#hashes[slot] !== 0) slot = (slot + 1) & mask
    this.#hashes[slot] = hash
    this.#positions[slot] = position
    this.#count++
  }

  #rebuild(size: number, pairs: Float64Array, from = 0) {
    this.#hashes = new Uint32Array(size)
    this.#positions = new Float64Array(size)
    this.#count = 0
    for (let at = 0; at < pairs.length; at += 2) {
      if (pairs[at + 1]! >= from) this.#insert(pairs[at]!, pairs[at + 1]!)
    }
  }

  #forgetOlderHalf() {
    const pairs = this.entries()
    const positions = pairs.filter((_, at) => at % 2 === 1).sort()
    this.#rebuild(this.#hashes.length, pairs, positions[positions.length >> 1])
    this.#onForget()
  }
}

// 0 marks an empty slot
const hashOf = (key: string) => crc32(key) || 1
