// Values: the entries of a list in slices.
import type { Json } from '../../record/record.ts'
import type { Slice } from '../../record/slice.ts'
import { sliceLength } from './dialect.ts'

/** `take` gets each value and its number from 1. */
export function* readValues(
  values: Json[],
  take: (value: Json, number: number, slice: Slice) => void,
): Generator<Slice> {
  for (let from = 0; from < values.length; from += sliceLength) {
    const slice: Slice = { taken: [], rejected: [] }
    const to = Math.min(from + sliceLength, values.length)
    for (let i = from; i < to; i++) take(values[i]!, i + 1, slice)
    yield slice
  }
}
