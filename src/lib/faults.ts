// Faults: every catch, default and degraded mode is counted here, logged once, and shown in /health.
// Promises: nothing that went wrong is silent, and nothing floods the log.

/** `count` since the start; `active` until `mended(name)` is called; `detail` is the newest. */
export type Fault = { count: number; isActive: boolean; detail: string; sinceMs: number }

export interface Faults {
  /** Counts it; the first of a name (and the first after it was mended) is logged. */
  note(name: string, detail: unknown): void
  /** Says that a degraded mode is over. */
  mended(name: string): void
  list(): Record<string, Fault>
}

export const createFaults = (
  warn: (message: string, fields: Record<string, unknown>) => void,
  now: () => number = Date.now,
): Faults => {
  // bounded by the number of names in our own code
  const faults = new Map<string, Fault>()
  return {
    note(name, detail) {
      const text = detail instanceof Error ? detail.message : String(detail)
      const fault = faults.get(name) ?? { count: 0, isActive: false, detail: '', sinceMs: 0 }
      if (!fault.isActive) {
        fault.isActive = true
        fault.sinceMs = now()
        warn('degraded', { fault: name, detail: text })
      }
      fault.count++
      fault.detail = text
      faults.set(name, fault)
    },
    mended(name) {
      const fault = faults.get(name)
      if (fault?.isActive) {
        fault.isActive = false
        warn('mended', { fault: name })
      }
    },
    list: () => Object.fromEntries(faults),
  }
}
