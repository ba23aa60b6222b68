// Values: what options take, checked before anything is asked of the service.
import { InvalidArgumentError } from 'commander'
import { maxSourceBytes } from '../record/names.ts'

/** For `.argParser`: a whole number from `min` to `max`. */
export const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= min && number <= max) return number
    throw new InvalidArgumentError(
      `It takes a whole number${max < Number.MAX_SAFE_INTEGER ? ` from ${min} to ${max}` : ''}.`,
    )
  }

/** An amount in USD: `0.5`. */
export const amount = (text: string): number => {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It takes an amount like 0.5.')
}

/** Free text, as long as the service takes it. */
export const sourceName = (text: string): string => {
  if (text !== '' && Buffer.byteLength(text) <= maxSourceBytes) return text
  throw new InvalidArgumentError(`It takes a text of 1 to ${maxSourceBytes} bytes.`)
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90s`, `10m`, `2h`, `1d`, `1.5h` → ms. */
export const duration = (text: string): number => {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (count === undefined) throw new InvalidArgumentError('It takes a duration like 30s, 10m, 2h or 1d.')
  return Number(count) * unitMs[unit as keyof typeof unitMs]
}

/** A duration ago, or a point in time (ISO-8601; UTC where no zone is said) → ISO-8601. */
export const moment = (text: string, nowMs: number = Date.now()): string => {
  if (/^\d[\d.]*(ms|s|m|h|d)$/.test(text)) return new Date(nowMs - duration(text)).toISOString()
  const hasNoZone = /T[\d:.]+$/.test(text)
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(hasNoZone ? `${text}Z` : text) : Number.NaN
  if (!Number.isNaN(ms)) return new Date(ms).toISOString()
  throw new InvalidArgumentError('It takes a duration like 10m or 2h (ago), or a time like 2026-02-03T04:05:06Z.')
}
