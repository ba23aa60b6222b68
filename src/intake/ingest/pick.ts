// Pick: which dialect a body is written in, by its content type and its first bytes.
// Promises: what is declared is believed; what is not (curl's form type, text/plain, none) is looked at, and is plain text at worst.
import { fail } from '../../errors.ts'
import { chunk } from '../fluent-bit/chunk.ts'
import type { Batch, Dialect, Reading } from './dialect.ts'
import { document, documentBySight } from './document.ts'
import { parseJson } from './json.ts'
import { ndjson, ndjsonBySight } from './ndjson.ts'
import { rescued, row } from './row.ts'
import { text } from './text.ts'

const msgpackType = /^\s*application\/(x-|vnd\.)?msgpack\b/i

export const isMsgpack = (contentType: string): boolean => msgpackType.test(contentType)

// the first row that fits the content type; in it, the first dialect that knows the body
const table: [type: RegExp, ...dialects: Dialect[]][] = [
  [msgpackType, chunk],
  [/^\s*application\/(x-)?(ndjson|jsonl|json-?lines)\b/i, ndjson],
  // many send lines and say application/json
  [/^\s*(application|text)\/([\w.-]+\+)?json\b/i, ndjsonBySight, row, document, rescued],
  [/^/, ndjsonBySight, documentBySight, text],
]

/** Throws BODY_INVALID, and what the dialect throws. */
export const pick = (contentType: string, body: Buffer, batch: Batch): Reading => {
  const [, ...dialects] = table.find(([type]) => type.test(contentType))!
  for (const dialect of dialects) {
    const reading = dialect(body, batch)
    if (reading !== undefined) return reading
  }
  const parsed = parseJson(body.toString())
  throw fail('BODY_INVALID', { reason: parsed.error ?? 'neither an object nor a list' })
}
