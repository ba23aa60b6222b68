// Stats: percentiles, medians.

/** `at` of 0.5 is the median; NaN of nothing. */
export const percentile = (values: readonly number[], at: number): number => {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** p50, p99 and p99.9, as text with their unit: ms. */
export const spreadOf = (values: readonly number[]): string =>
  [0.5, 0.99, 0.999].map((at) => percentile(values, at).toFixed(1)).join(' / ')

/** Processor milliseconds of the best of so many rounds. */
export const leastCpuMs = (rounds: number, work: () => void): number => {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}
