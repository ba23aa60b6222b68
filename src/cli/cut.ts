// Cut: chunks of bytes become lines.
// Promises: any split of the bytes gives the same lines; a line that is too long is cut with a marker that says how much is gone,
//   and never held as a whole; a last line without a line break counts. Bytes that are no UTF-8 become U+FFFD, as in every record.

/** The bytes that may wait in `lines` and in an unfinished line are bounded by whoever pushes: by taking. */
export interface Cutter {
  push(chunk: Buffer): void
  /** The input is over: what is unfinished is a line. */
  end(): void
  /** All whole lines so far. */
  take(): string[]
  readonly count: number
  /** Of the whole lines not taken yet. */
  readonly bytes: number
}

// below the service's bound of 1 MiB for a record, so that the marker with the true length is not cut once more
export const maxLineBytes = 1_000_000

export const newline = 0x0a

/** `maxLineBytes`: what is kept of a longer line, before the marker. */
export const createCutter = (maxLineBytes: number): Cutter => {
  let lines: string[] = []
  let bytes = 0
  let begun: Buffer[] = []
  let begunBytes = 0
  // all of the unfinished line, what is not held of it included
  let length = 0

  const begin = (part: Buffer) => {
    length += part.length
    const kept = part.subarray(0, maxLineBytes - begunBytes)
    begunBytes += kept.length
    if (kept.length > 0) begun.push(kept)
  }

  const finish = () => {
    const whole = begun.length === 1 ? begun[0]! : Buffer.concat(begun)
    lines.push(length > begunBytes ? marked(whole, length) : textOf(whole))
    bytes += begunBytes
    begun = []
    begunBytes = 0
    length = 0
  }

  return {
    push(chunk) {
      const last = chunk.lastIndexOf(newline)
      let from = 0
      // the first line break ends what was begun before
      if (last >= 0 && length > 0) {
        const first = chunk.indexOf(newline)
        begin(chunk.subarray(0, first))
        finish()
        from = first + 1
      }
      if (last >= from) {
        // decoded at once: turn by turn is three times slower
        for (const line of chunk.toString('utf8', from, last).split('\n')) lines.push(withoutReturn(line))
        bytes += last - from
      }
      const rest = Math.max(last + 1, from)
      if (rest < chunk.length) begin(chunk.subarray(rest))
    },
    end() {
      if (length > 0) finish()
    },
    take() {
      const taken = lines
      lines = []
      bytes = 0
      return taken
    },
    get count() {
      return lines.length
    },
    get bytes() {
      return bytes
    },
  }
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line)

const textOf = (bytes: Buffer) => withoutReturn(bytes.toString())

// the service's own marker, so that both read alike
const marked = (kept: Buffer, length: number): string => {
  const end = wholeCharacters(kept)
  return `${kept.toString('utf8', 0, end)} … [cut: ${length - end} of ${length} bytes]`
}

/** The length without a character that was torn at the end. */
const wholeCharacters = (bytes: Buffer): number => {
  for (let at = bytes.length - 1; at >= 0 && at >= bytes.length - 4; at--) {
    const byte = bytes[at]!
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return at + width > bytes.length ? at : bytes.length
  }
  return bytes.length
}
