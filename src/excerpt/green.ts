// Green: what the lines of a log say in which nothing failed, so that the same line in a failed one is known to be harmless.
// Promises: at most `maxLines` different lines are remembered, in 4 bytes each; the rest counts as never seen.
import { headOf } from './head.ts'
import { keyOf } from './key.ts'
import { createPieces } from './lines.ts'

/** Asked by keys (key.ts). */
export type Green = { has(key: number): boolean }

const maxLines = 500_000
const places = 2 ** 20

/** Reads the log of a step that succeeded; the newer one of the same step is the better one. */
export const greenOf = async (log: AsyncIterable<Uint8Array>): Promise<Green> => {
  // 0 is a free place
  const table = new Uint32Array(places)
  let size = 0
  const placeOf = (key: number): number => {
    let at = key & (places - 1)
    while (table[at] !== 0 && table[at] !== key) at = (at + 1) & (places - 1)
    return at
  }
  const pieces = createPieces(
    ({ text }) => {
      const key = keyOf(text, headOf(text)) || 1
      const at = placeOf(key)
      if (table[at] !== 0 || size >= maxLines) return
      table[at] = key
      size++
    },
    () => true,
  )
  for await (const chunk of log) pieces.push(chunk)
  pieces.end()
  return { has: (key) => table[placeOf(key || 1)] !== 0 }
}
