// Testing: chunks as Fluent Bit writes them. The frame is written by hand, byte by byte; the maps in it by another implementation.
import { encode } from '@msgpack/msgpack'

/** v1 without metadata, v2 with; `seconds` may be -1 and -2, the marks of a group. */
export const event = (seconds: number, nanos: number, record: unknown, metadata?: unknown): Buffer => {
  const time = Buffer.alloc(10)
  time.writeUInt8(0xd7, 0)
  time.writeUInt8(0, 1)
  time.writeUInt32BE(seconds >>> 0, 2)
  time.writeUInt32BE(nanos, 6)
  const head = metadata === undefined ? [time] : [Buffer.from([0x92]), time, encode(metadata)]
  return Buffer.concat([Buffer.from([0x92]), ...head, encode(record)])
}

/** As another implementation writes it. */
export const pack = (value: unknown): Buffer => Buffer.from(encode(value))

/** One value of hex digits. */
export const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex')
