// Retry: how long to wait before the same batch is sent again.
// Promises: full jitter, so that clients which lost the service together do not come back together; never longer than a bound.

export type RetryBounds = { baseMs: number; maxMs: number }

/** A random part of min(max, base · 2^attempt); `attempt` counts failures in a row, from 0. */
export const backoffMs = (
  attempt: number,
  { baseMs, maxMs }: RetryBounds,
  random: () => number = Math.random,
): number => random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30))

const longestAskedMs = 600_000

/** `Retry-After` in ms: seconds or an HTTP date (RFC 9110 §10.2.3), at most ten minutes; 0 when absent or not understood. */
export const retryAfterMs = (header: string | null, now: number = Date.now()): number => {
  if (header === null) return 0
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestAskedMs)
}
