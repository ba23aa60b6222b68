// Text: each line is a message, word by word; blank lines are skipped.
import type { Slice } from '../../record/slice.ts'
import type { Batch, Reading } from './dialect.ts'
import { isBlank, readLines } from './lines.ts'
import { takeText } from './take.ts'

export const text = (body: Buffer, batch: Batch): Reading => ({
  runId: batch.runId,
  source: batch.source,
  slices: slicesOf(body, batch),
})

function* slicesOf(body: Buffer, batch: Batch): Generator<Slice> {
  for (const { lines } of readLines(body)) {
    const slice: Slice = { taken: [], rejected: [] }
    for (const line of lines) {
      if (!isBlank(line)) takeText(line.endsWith('\r') ? line.slice(0, -1) : line, batch, slice)
    }
    yield slice
  }
}
