// Linear: whether work grows no faster than its text. No clock is compared with a bound that a busy machine could miss: the processor time
// of four times the text may be eight times as much, or next to nothing. Reading every suffix anew would be sixteen times.

export const nextToNothingMs = 300

/** Processor milliseconds of the best of three rounds; of fewer, when one was next to nothing. */
export const cpuMs = (work: () => void): number => {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3 && best > nextToNothingMs; i++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

/** The text is `unit` over and over, `length` characters of it. */
export const growsLinearly = (work: (text: string) => void, unit: string, length: number): boolean => {
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
  const large = cpuMs(() => work(text))
  return large <= nextToNothingMs || large <= 8 * cpuMs(() => work(text.slice(0, length / 4)))
}
