// Tags: what the file driver adds in front of a record's own fields, in the same line.
//
//   {"origin":["<birth>",<base>,<floor>],"batch":["<key>",<lines>,"<crc32>","<digest>"],"ts":…
//     first line of a file                 first line of a batch
//
// Promises: a batch is whole or not there: fewer lines than it says, or another checksum, and it was torn.
// Leaves to others: jq and grep do not mind the two fields; readers strip them.
import { crc32 } from 'node:zlib'
import type { Lines } from '../../record/record.ts'
import type { BatchId } from '../store.ts'

/** A byte of the file at offset o is the stream's byte `base + o`; cursors before `floor` point to what was dropped. */
export type Origin = { birth: string; base: number; floor: number }
export type BatchTag = { key: string; count: number; crc: string; digest: string }
/** `length`: bytes the tags take behind the opening brace. */
export type Tags = { origin?: Origin; batch?: BatchTag; length: number }

const tagPattern =
  /^\{(?:"origin":\["([a-z0-9]+)", *(-?\d+),(\d+)\],)?(?:"batch":\[("(?:[^"\\]|\\.)*"),(\d+),"([0-9a-f]{8})","([^"]*)"\],)?/

/** No tag is longer: keys are at most 256 bytes, and JSON escapes a byte to 6 at most. */
export const maxTagBytes = 2048

/** Of one length whatever the base, because a base may depend on it (`stream.ts`, cutting). */
export const originTag = ({ birth, base, floor }: Origin) =>
  `"origin":["${birth}",${String(base).padStart(16)},${floor}],`

/** The bytes of a batch as they are written. A batch of one without a key needs no tag: a line is whole or torn by itself.
 *  `isPlain`: nor does one of several; that they are whole is then only known from the journal. */
export const encodeBatch = (
  lines: Lines,
  batch: BatchId | undefined,
  origin: Origin | undefined,
  isPlain: boolean,
): Buffer => {
  const tags =
    (origin ? originTag(origin) : '') +
    (batch || (lines.count > 1 && !isPlain)
      ? `"batch":[${JSON.stringify(batch?.key ?? '')},${lines.count},"${checksum(lines.bytes)}","${batch?.digest ?? ''}"],`
      : '')
  return tags === '' ? lines.bytes : Buffer.concat([Buffer.from(`{${tags}`), lines.bytes.subarray(1)])
}

/** The tags of the line that begins at `at`. */
export const readTags = (bytes: Buffer, at: number): Tags => {
  // `{"o` or `{"b`: everything else has none, and most lines have none
  if (bytes[at + 2] !== 0x6f && bytes[at + 2] !== 0x62) return { length: 0 }
  const match = tagPattern.exec(bytes.toString('utf8', at, at + maxTagBytes))
  if (!match) return { length: 0 }
  const tags: Tags = { length: Buffer.byteLength(match[0]) - 1 }
  if (match[1] !== undefined) tags.origin = { birth: match[1], base: Number(match[2]), floor: Number(match[3]) }
  if (match[4] !== undefined) {
    tags.batch = { key: JSON.parse(match[4]) as string, count: Number(match[5]), crc: match[6]!, digest: match[7]! }
  }
  return tags
}

/** Whether the bytes of a batch, from its first line to behind its last line break, are what was appended. */
export const isIntact = (bytes: Buffer, tags: Tags): boolean =>
  tags.batch === undefined || checksum(bytes.subarray(1 + tags.length), '{') === tags.batch.crc

/** A line as it was appended. */
export const stripTags = (line: string): string =>
  line.startsWith('{"batch":[') || line.startsWith('{"origin":[') ? line.replace(tagPattern, '{') : line

const checksum = (bytes: Buffer, before = '') => crc32(bytes, crc32(before)).toString(16).padStart(8, '0')
