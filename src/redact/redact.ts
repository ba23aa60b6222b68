// Redact: secrets out of records before anything is kept, and out of texts before they go elsewhere.
// Promises: canonical lines come back, one per record, in order; what fails is hidden, never shown; linear time.
// Leaves to others: what a secret is (rules in the files beside), normalising (intake/), keeping (store/).
//
//   records ─▶ encode ─▶ bytes ─▶ prefilter ─▶ nothing seen: these bytes (nearly always)
//                                     └─▶ lines seen: their decoded texts ─▶ rules ─▶ encode again
// The bytes looked at are our own encoder's: `\u0067hp_…` in what was sent has become `ghp_…` by then.
import type { Faults } from '../lib/faults.ts'
import { type Attributes, encodeRecord, type Lines, type LogRecord, toLines } from '../record/record.ts'
import { cloudRules } from './clouds.ts'
import { forgeRules } from './forges.ts'
import { authRule, basicRule, bearerRule, cookieRule } from './headers.ts'
import { keyRule, maskKeyLines } from './keys.ts'
import { createMask, type Mask } from './mask.ts'
import { namedRule } from './named.ts'
import { createOpenKeys, type OpenKeys } from './openkeys.ts'
import { maskFields } from './record.ts'
import type { Rule } from './rule.ts'
import { serviceRules } from './services.ts'
import { signedUrlRule, urlRule } from './url.ts'
import { userRule } from './user.ts'

/** Shapes first, names last, so that a mark says as exactly as can be known what stood there. */
export const builtInRules: readonly Rule[] = [
  keyRule,
  ...forgeRules,
  ...cloudRules,
  ...serviceRules,
  urlRule,
  signedUrlRule,
  bearerRule,
  basicRule,
  authRule,
  cookieRule,
  namedRule,
]

export interface Redactor {
  /** Lines of `records`, all of one stream, masked. A private key that is open at the end is remembered for (stream, source). */
  encode(stream: string, records: readonly LogRecord[]): Lines
  /** Lines of `objects`, all of one stream, masked, which say what they say in `content`: a key may go on from one to the next there,
   *  too. `objects` are JSON, a line each. */
  encodeObjects(stream: string, objects: readonly string[]): Lines
  /** A copy of the object masked at any depth, on its own. */
  object(object: Attributes): Attributes
  /** The text masked, on its own: nothing is remembered. */
  text(text: string): string
}

/** `patterns`: the owner's own, RE2 syntax. `maxOpenKeys`: streams × sources in which a key may be half-way through.
 *  Errors: PATTERN_INVALID. Faults: `redact` (a field was hidden because masking it failed), `redact.openKeys`. */
export const createRedactor = (options: {
  patterns: readonly string[]
  maxOpenKeys: number
  faults: Faults
}): Redactor => {
  const mask = createMask([...options.patterns.map(userRule), ...builtInRules], options.faults)
  const openKeys = createOpenKeys(options.maxOpenKeys, options.faults)
  return {
    encode: (stream, records) => encodeMasked(stream, records, mask, openKeys),
    encodeObjects: (stream, objects) => encodeMaskedObjects(stream, objects, mask, openKeys),
    object: (object) => maskAttributes(object, mask),
    text: mask.text,
  }
}

const encodeMasked = (stream: string, records: readonly LogRecord[], mask: Mask, openKeys: OpenKeys): Lines => {
  const encoded = records.map(encodeRecord)
  const lines = toLines(encoded)
  const hits = new Set(mask.prefilter.lines(lines.bytes))
  if (hits.size === 0 && openKeys.size === 0) return lines
  let isChanged = false
  for (const [i, record] of records.entries()) {
    const isHit = hits.has(i)
    if (!isHit && openKeys.size === 0) continue
    const message = maskMessage(stream, record, isHit, mask, openKeys)
    if (!isHit && message === record.message) continue
    const line = encodeRecord({ ...(isHit ? maskFields(record, mask) : record), message })
    isChanged ||= line !== encoded[i]
    encoded[i] = line
  }
  return isChanged ? toLines(encoded) : lines
}

const encodeMaskedObjects = (stream: string, objects: readonly string[], mask: Mask, openKeys: OpenKeys): Lines => {
  const lines = toLines([...objects])
  const hits = new Set(mask.prefilter.lines(lines.bytes))
  if (hits.size === 0 && openKeys.size === 0) return lines
  return toLines(
    objects.map((json, i) => {
      const isHit = hits.has(i)
      if (!isHit && openKeys.size === 0) return json
      const object = JSON.parse(json) as Attributes
      const said = { ...nobody, source: String(object.stream ?? ''), message: String(object.content ?? '') }
      const message = maskMessage(stream, said, isHit, mask, openKeys)
      if (!isHit && message === said.message) return json
      const masked = isHit ? maskAttributes(object, mask) : object
      return JSON.stringify('content' in object ? { ...masked, content: message } : masked)
    }),
  )
}

const nobody = { ts: '', level: 'info', source: '', message: '' } as const

const maskAttributes = (attributes: Attributes, mask: Mask): Attributes =>
  maskFields({ ...nobody, attributes }, mask).attributes!

const maskMessage = (stream: string, record: LogRecord, isHit: boolean, mask: Mask, openKeys: OpenKeys): string => {
  const before = openKeys.size === 0 ? undefined : openKeys.get(stream, record.source)
  if (before === undefined && !isHit) return record.message
  return mask.guarded(() => {
    const { text, state } = maskKeyLines(record.message, before)
    if (before !== undefined || state !== undefined) openKeys.set(stream, record.source, state)
    return isHit ? mask.text(text) : text
  })
}
