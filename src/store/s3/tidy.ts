// Tidy: what the service does to its bucket by itself: deletes what was dropped, rolls, folds.
// Promises: linear in what changed, but for one listing of everything. One stream that fails does not keep the others from it.
import type { Faults } from '../../lib/faults.ts'
import type { Words } from './client.ts'
import { fold } from './fold.ts'
import type { Layout } from './layout.ts'
import { type Glance, overview } from './overview.ts'
import { type Conditions, problems } from './probe.ts'
import { type RollLimits, roll } from './segments.ts'
import type { S3Stream } from './stream.ts'
import type { View } from './view.ts'

/** A stream is folded at most once in `foldEveryMs`, and only when it changed. `open` hands out one of the streams. */
export type TidyOptions = {
  words: Words
  conditions: Conditions
  layout: Layout
  faults: Faults
  limits: RollLimits & { gets: number; baseMs: number; foldEveryMs: number }
  now: () => number
  open(name: string): { stream: S3Stream; view: View }
}

const tidyFault = 's3 tidy'

export const createTidy = ({ words, conditions, layout, faults, limits, now, open }: TidyOptions) => {
  // what S3's clock said of the stream when it was folded here, and when that was by ours; of streams that are still there
  let folded = new Map<string, { changedMs: number; atMs: number }>()

  const isFoldDue = ({ stream, changedMs, foldedMs }: Glance): boolean => {
    const last = folded.get(stream)
    if (last) return changedMs > last.changedMs && now() - last.atMs >= limits.foldEveryMs
    // its clock counts in seconds
    return foldedMs === undefined || changedMs >= foldedMs
  }

  const tidyOne = async (glance: Glance) => {
    const { stream: name, parts, segments, writers, litter, changedMs } = glance
    if (parts > limits.maxParts || writers > limits.maxWriters) {
      await roll(layout.rootOf(name), { ...limits, words, conditions, ...open(name) })
    } else if (litter > 0) await open(name).stream.sweep()
    if (parts + segments === 0) {
      if (glance.foldedMs !== undefined) await words.remove(layout.foldOf(name))
    } else if (isFoldDue(glance)) {
      await fold(name, layout.foldOf(name), { words, conditions, baseMs: limits.baseMs, stream: open(name).stream })
      return { changedMs, atMs: now() }
    }
    return folded.get(name)
  }

  return async (): Promise<void> => {
    // without conditional writes nothing of it is safe; the probe has said so
    if (problems[conditions.findings() ?? 'quoted']) return
    const still = new Map<string, { changedMs: number; atMs: number }>()
    let failure: unknown
    for await (const glance of overview(words, layout, '', limits.gets)) {
      try {
        const done = await tidyOne(glance)
        if (done) still.set(glance.stream, done)
      } catch (error) {
        failure ??= error
        faults.note(tidyFault, error)
      }
    }
    folded = still
    if (failure === undefined) faults.mended(tidyFault)
  }
}
