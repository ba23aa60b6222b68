// Unpack: MessagePack values as JSON ones (github.com/msgpack/msgpack, spec.md), one after the other.
// Promises: memory is bounded by the bytes: no list is made room for because its head says so, and what is nested too deep is
//   passed over without a stack. What JSON has no word for stays readable: integers that no number holds exactly are their digits;
//   bytes and extensions are text where they are UTF-8, else hex; an EventTime is its seconds since the epoch.
// Leaves to others: what the values mean (event.ts).
import { isUtf8 } from 'node:buffer'
import type { Json } from '../../record/record.ts'
import { type JsonObject, put } from '../ingest/json.ts'
import { textsOf } from './texts.ts'

/** The bytes cannot be read on: they end too early, or 0xc1 came, which begins nothing. */
export class UnpackError extends Error {}

/** `next` reads a value; throws UnpackError. */
export type Unpacker = { next(): Json; isAtEnd(): boolean }

// twice what a record keeps (ingest/depth.ts), so that nobody sees the null which is put for what lies deeper
const maxDepth = 64

export const unpacker = (bytes: Buffer): Unpacker => {
  let at = 0

  const move = (count: number): number => {
    const from = at
    if (count > bytes.length - from) throw new UnpackError('the bytes end in the middle of a value')
    at = from + count
    return from
  }
  const uint8 = (): number => {
    if (at === bytes.length) move(1)
    return bytes[at++]!
  }
  const uint16 = () => bytes.readUInt16BE(move(2))
  const uint32 = () => bytes.readUInt32BE(move(4))
  /** Three heads in a row: the size follows in one, two, four bytes. */
  const size = (head: number, first: number) => (head === first ? uint8() : head === first + 1 ? uint16() : uint32())
  const textAt = textsOf(bytes)
  const text = (length: number) => textAt(move(length), at)
  const binary = (length: number) => {
    const from = move(length)
    const data = bytes.subarray(from, at)
    return data.toString(isUtf8(data) ? 'utf8' : 'hex')
  }
  const extension = (length: number): Json =>
    uint8() === eventTime && length === 8 ? seconds(uint32(), uint32()) : binary(length)

  const value = (levels: number): Json => {
    const head = uint8()
    if (!isBranch(head)) return leaf(head)
    const count = members(head)
    if (levels === 0) return skip(isMap(head) ? 2 * count : count)
    return isMap(head) ? map(count, levels - 1) : list(count, levels - 1)
  }
  const list = (count: number, levels: number): Json[] => {
    const items: Json[] = []
    for (let i = 0; i < count; i++) items.push(value(levels))
    return items
  }
  const map = (count: number, levels: number): JsonObject => {
    const object: JsonObject = {}
    for (let i = 0; i < count; i++) {
      const key = value(1)
      put(object, typeof key === 'string' ? key : JSON.stringify(key), value(levels))
    }
    return object
  }
  const members = (head: number) => {
    if (head < 0xa0) return head & 0x0f
    return head === 0xdc || head === 0xde ? uint16() : uint32()
  }
  const skip = (count: number): null => {
    for (let left = count; left > 0; left--) {
      const head = uint8()
      if (isBranch(head)) left += members(head) * (isMap(head) ? 2 : 1)
      else leaf(head)
    }
    return null
  }

  const leaf = (head: number): Json => {
    if (head < 0x80) return head
    if (head >= 0xe0) return head - 0x100
    if (head < 0xc0) return text(head & 0x1f)
    if (head >= 0xd9) return text(size(head, 0xd9))
    // 1, 2, 4, 8, 16 bytes
    if (head >= 0xd4) return extension(1 << (head - 0xd4))
    return (others[head] ?? unknown)(head)
  }
  const others: { [head: number]: (head: number) => Json } = {
    192: () => null,
    194: () => false,
    195: () => true,
    196: (head) => binary(size(head, 0xc4)),
    197: (head) => binary(size(head, 0xc4)),
    198: (head) => binary(size(head, 0xc4)),
    199: (head) => extension(size(head, 0xc7)),
    200: (head) => extension(size(head, 0xc7)),
    201: (head) => extension(size(head, 0xc7)),
    202: () => finite(bytes.readFloatBE(move(4))),
    203: () => finite(bytes.readDoubleBE(move(8))),
    204: uint8,
    205: uint16,
    206: uint32,
    207: () => exact(bytes.readBigUInt64BE(move(8))),
    208: () => bytes.readInt8(move(1)),
    209: () => bytes.readInt16BE(move(2)),
    210: () => bytes.readInt32BE(move(4)),
    211: () => exact(bytes.readBigInt64BE(move(8))),
  }

  return { next: () => value(maxDepth), isAtEnd: () => at === bytes.length }
}

const unknown = (): never => {
  throw new UnpackError('0xc1 begins no value')
}

// 0x80 map, 0x90 list, and those with 2 and 4 bytes of size
const isBranch = (head: number) => (head >= 0x80 && head < 0xa0) || (head >= 0xdc && head <= 0xdf)
const isMap = (head: number) => head < 0x90 || head >= 0xde

/** Fluentd's forward protocol: seconds and nanoseconds, 32 bits each. Fluent Bit's marks of groups are -1 and -2 seconds. */
const eventTime = 0
const seconds = (whole: number, nanos: number) => (whole >= 0xfffffffe ? whole - 2 ** 32 : whole) + nanos / 1e9

const finite = (value: number): Json => (Number.isFinite(value) ? value : String(value))
const exact = (value: bigint): Json => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}
