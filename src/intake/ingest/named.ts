// Named: run and source as a body, a query or a header name them.
// Promises: an empty text and null name nothing; what cannot be used is a 400 that names the field.
import { fail } from '../../errors.ts'
import { checkId, maxSourceBytes } from '../../record/names.ts'

/** Undefined when none is named. Throws FIELD_INVALID. */
export const nameRun = (value: unknown): string | undefined => {
  if (isNothing(value)) return undefined
  return checkId('runId', runText(value) ?? value)
}

/** Undefined when none is named. Throws FIELD_INVALID. */
export const nameSource = (value: unknown): string | undefined => {
  if (isNothing(value)) return undefined
  if (typeof value === 'string' && isShort(value)) return value
  throw fail('FIELD_INVALID', { field: 'source', reason: tooLong })
}

/** A run's text: whole numbers too, since a forge's run ids are numbers. */
export const runText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value
  return Number.isSafeInteger(value) ? String(value) : undefined
}

/** Whether a free text (source, agent, type) is within its 256 bytes. */
export const isShort = (text: string): boolean =>
  // a UTF-16 unit is three bytes at most: most texts need no counting
  text.length * 3 <= maxSourceBytes || (text.length <= maxSourceBytes && Buffer.byteLength(text) <= maxSourceBytes)

/** The beginning of a text that is only the source if nothing else is: too long a one is cut, since it was never meant as one. */
export const shortSource = (text: string): string =>
  isShort(text)
    ? text
    : Buffer.from(text)
        .toString('utf8', 0, maxSourceBytes)
        .replace(/\ufffd+$/, '')

export const tooLong = `text of at most ${maxSourceBytes} bytes`

const isNothing = (value: unknown) => value === undefined || value === null || value === ''
