// Block: what one part holds: a line about it, then the lines of its batches. A segment is blocks one behind the other.
//
//   {"part":"20261121T115430123Z-4f0q2x9a-00000012","batches":[[2,"key","digest"],[1]]}\n
//   {"ts":…}\n{"ts":…}\n{"ts":…}\n
//
// Promises: what parses was written as it is read; damage ends the reading of its object and is told.
import type { Lines } from '../../record/record.ts'
import type { BatchId } from '../store.ts'
import { parsePart } from './layout.ts'

/** Lines [first, first + count) of its block. */
export type Batch = { first: number; count: number; key?: string; digest?: string }

/** `name`, `writer`, `seq`: see layout.ts; `start`, `end`: where its lines lie in `object`; `segment` is 0 for a part by itself. */
export type Block = {
  name: string
  writer: string
  seq: number
  count: number
  batches: Batch[]
  object: string
  segment: number
  start: number
  end: number
}

export const encodeBlock = (name: string, group: { lines: Lines; batch?: BatchId }[]): Buffer => {
  const batches = group.map(({ lines, batch }) => (batch ? [lines.count, batch.key, batch.digest] : [lines.count]))
  const head = Buffer.from(`${JSON.stringify({ part: name, batches })}\n`)
  return Buffer.concat([head, ...group.map(({ lines }) => lines.bytes)])
}

/** `damagedAt`: the byte from which on it is not what a writer wrote. */
export const parseBlocks = (bytes: Buffer, object: string, segment: number) => {
  const blocks: Block[] = []
  let at = 0
  while (at < bytes.length) {
    const head = parseHead(bytes, at)
    const end = head && skipLines(bytes, head.start, head.count)
    if (!head || end === undefined) return { blocks, damagedAt: at }
    blocks.push({ ...head, object, segment, end })
    at = end
  }
  return { blocks, damagedAt: undefined }
}

/** The lines of a block; `bytes` are its object's. */
export const linesOf = ({ start, end }: Block, bytes: Buffer): string[] =>
  bytes.toString('utf8', start, end).split('\n').slice(0, -1)

const parseHead = (bytes: Buffer, at: number) => {
  const newline = bytes.indexOf(10, at)
  if (newline < 0) return undefined
  const { part, batches } = parseJson(bytes.toString('utf8', at, newline))
  const place = parsePart(String(part))
  if (!place || !Array.isArray(batches)) return undefined
  let count = 0
  const parsed: Batch[] = []
  for (const [lines, key, digest] of batches as [number, string?, string?][]) {
    if (!Number.isSafeInteger(lines) || lines < 0) return undefined
    parsed.push({ first: count, count: lines, key, digest })
    count += lines
  }
  return { name: part as string, ...place, count, batches: parsed, start: newline + 1 }
}

const parseJson = (text: string): { part?: unknown; batches?: unknown } => {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {} // no head of ours: the caller tells
  }
}

const skipLines = (bytes: Buffer, from: number, count: number): number | undefined => {
  let at = from
  for (let line = 0; line < count; line++) {
    at = bytes.indexOf(10, at) + 1
    if (at === 0) return undefined
  }
  return at
}
