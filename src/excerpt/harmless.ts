// Harmless: lines that speak of a failure that came to nothing, as what stands around them shows.
//
//   ✓ pays by card                      a test that passed
//     Error: connect ECONNREFUSED       what another one printed, which passed, too: runners print it before its name, or behind
//   ✓ gives up when the bank is away
//
//   curl: (56) Recv failure             an attempt
//   download failed, retrying in 5s     and another one
//
// Promises: the last attempt is none of them; nor is what stands beside a test that failed, a sum, an exit code or a border.
import type { Line } from './line.ts'

/** Lines between two passes; lines from an attempt to the word that there will be another. */
const [maxBetween, maxBeforeRetry] = [60, 3] as const

/** That it is done, not that it could be: advice comes behind what failed for good. */
const retried =
  /\bretrying\b|\btrying (?:again|next)\b|\bwill (?:be retried|retry|try again)\b|\bretry (?:in|after|scheduled|\d)|\bfalling back\b/i

/** 1 for each line that is harmless. */
export const harmlessOf = (lines: readonly Line[]): Uint8Array => {
  const harmless = new Uint8Array(lines.length)
  let passed = -1
  let told = -maxBeforeRetry
  lines.forEach((line, index) => {
    if (index - told <= maxBeforeRetry && retried.test(line.text)) markAttempt(lines, index, harmless)
    if (line.said !== undefined) told = index
    if (line.isPass && !isFailure(line)) {
      if (passed >= 0 && index - passed <= maxBetween && line.number - lines[passed]!.number === index - passed)
        harmless.fill(1, passed + 1, index)
      passed = index
    } else if (isFailure(line) || line.isMark || line.section !== lines[passed]?.section) passed = -1
  })
  return harmless
}

const markAttempt = (lines: readonly Line[], retry: number, harmless: Uint8Array) => {
  for (let i = retry - 1; i >= Math.max(0, retry - maxBeforeRetry); i--) {
    const line = lines[i]!
    if (line.indent < 0 || line.isMark || isFailure(line) || line.section !== lines[retry]!.section) return
    harmless[i] = 1
  }
}

/** A test that failed, a sum, an exit code: what stands beside it may be its own. */
const isFailure = ({ said }: Line) => said !== undefined && said.trust > 0.5 && endings.has(said.signal.kind)
const endings: ReadonlySet<string> = new Set(['test', 'verdict', 'exit'])
