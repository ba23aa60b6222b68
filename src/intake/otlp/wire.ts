// Wire: protobuf's binary encoding, read in place: a window of bytes that moves forward.
// Promises: never reads outside its window; what cannot be read is Unreadable, nothing else is thrown; nothing is copied but texts.
// Leaves to others: which field means what (messages.ts).
// Source: protobuf's encoding guide, https://protobuf.dev/programming-guides/encoding/

/** `at` is the next byte to read, `end` the first that no longer belongs to it; `left`: how many inner messages it may have yet. */
export type Wire = { readonly bytes: Buffer; at: number; end: number; left: number }

// Two bytes of a body can be a message, and an object here: no item that fits into a record has as many.
const maxMessages = 1_000_000

/** What was sent is not what its encoding says; the message is a short sentence. */
export class Unreadable extends Error {}

export const wireOf = (bytes: Buffer, at = 0, end = bytes.length): Wire => ({ bytes, at, end, left: maxMessages })

/** Field number and wire type in one, as protobuf writes them: `number << 3 | type`. */
export const readTag = (wire: Wire): number => {
  const tag = readUint(wire)
  if (tag < 8 || tag > 0xffffffff) throw new Unreadable('a field without a number')
  return tag
}

/** A varint as an unsigned number; beyond 2^53 it is no longer exact. */
export const readUint = (wire: Wire): number => {
  const first = wire.bytes[wire.at]!
  // most are one byte: tags and short lengths
  if (wire.at < wire.end && first < 0x80) {
    wire.at++
    return first
  }
  readVarint(wire)
  return high * 0x1_0000_0000 + low
}

/** A signed varint of 64 bits; as decimal text where a number would not be exact. */
export const readInt = (wire: Wire): number | string => {
  readVarint(wire)
  return signed()
}

/** 8 bytes, little-endian, signed; as decimal text where a number would not be exact. */
export const readFixedInt = (wire: Wire): number | string => {
  readHalves(wire)
  return signed()
}

/** 8 bytes, little-endian: nanoseconds as milliseconds with three digits, which a double holds until the year 2554. */
export const readNanos = (wire: Wire): number => {
  readHalves(wire)
  // 2^32 = 4294 · 10^6 + 967296, so that no step leaves the whole numbers that a double holds
  const rest = high * 967_296 + low
  return high * 4294 + Math.floor(rest / 1e3) / 1e3
}

export const readDouble = (wire: Wire): number => wire.bytes.readDoubleLE(advance(wire, 8))

/** A text; bytes that are no UTF-8 become U+FFFD. */
export const readText = (wire: Wire): string => {
  const length = readUint(wire)
  const from = advance(wire, length)
  return wire.bytes.toString('utf8', from, wire.at)
}

/** Bytes as text. */
export const readBytes = (wire: Wire, as: 'hex' | 'base64'): string => {
  const length = readUint(wire)
  const from = advance(wire, length)
  return wire.bytes.toString(as, from, wire.at)
}

/** Narrows the window to the inner message that begins here; gives what `leave` needs to widen it again. */
export const enter = (wire: Wire): number => {
  if (wire.left-- === 0) throw new Unreadable(`more than ${maxMessages} values`)
  const length = readUint(wire)
  const from = advance(wire, length)
  const outerEnd = wire.end
  wire.end = wire.at
  wire.at = from
  return outerEnd
}

/** Goes on behind the inner message. */
export const leave = (wire: Wire, outerEnd: number): void => {
  wire.at = wire.end
  wire.end = outerEnd
}

/** Passes over the value of a field nobody asked for. */
export const skip = (wire: Wire, tag: number): void => {
  const type = tag & 7
  if (type === 0) readVarint(wire)
  else if (type === 1) advance(wire, 8)
  else if (type === 2) advance(wire, readUint(wire))
  else if (type === 5) advance(wire, 4)
  // groups: gone since proto3, and OTLP never had one
  else throw new Unreadable(`a field of the unknown kind ${type}`)
}

/** The inner messages in field `number`, one window each. */
export function* each(wire: Wire, number: number): Generator<Wire> {
  const { bytes, end } = wire
  const walk = wireOf(bytes, wire.at, end)
  const wanted = (number << 3) | 2
  while (walk.at < end) {
    const tag = readTag(walk)
    if (tag === wanted) {
      const length = readUint(walk)
      const at = advance(walk, length)
      yield wireOf(bytes, at, walk.at)
    } else skip(walk, tag)
  }
}

/** Goes through the messages in the fields of `path`, one inside the other, without looking at what is in the innermost. */
export const skim = (wire: Wire, path: readonly number[], level = 0): void => {
  const wanted = (path[level]! << 3) | 2
  const isInnermost = level === path.length - 1
  while (wire.at < wire.end) {
    const tag = readTag(wire)
    if (tag !== wanted || isInnermost) skip(wire, tag)
    else {
      const outerEnd = enter(wire)
      skim(wire, path, level + 1)
      leave(wire, outerEnd)
    }
  }
}

const advance = (wire: Wire, count: number): number => {
  const from = wire.at
  if (count > wire.end - from) throw new Unreadable('it ends too early')
  wire.at = from + count
  return from
}

// the halves of the 64 bits read last: a pair to return would be an object a number
let low = 0
let high = 0

const readHalves = (wire: Wire): void => {
  const from = advance(wire, 8)
  low = wire.bytes.readUInt32LE(from)
  high = wire.bytes.readUInt32LE(from + 4)
}

const readVarint = (wire: Wire): void => {
  low = 0
  high = 0
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = wire.bytes[advance(wire, 1)]!
    const bits = byte & 0x7f
    if (shift < 28) low |= bits << shift
    else if (shift === 28) {
      low |= bits << 28
      high = bits >>> 4
    } else high |= bits << (shift - 32)
    if (byte < 0x80) {
      low >>>= 0
      high >>>= 0
      return
    }
  }
  throw new Unreadable('a number that does not end')
}

const signed = (): number | string => {
  const value = (high | 0) * 0x1_0000_0000 + low
  if (Number.isSafeInteger(value)) return value
  return String(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)))
}
