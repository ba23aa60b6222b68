// The catalog: what is remembered beyond a run, in SQL. Every implementation passes test/catalog-contract.ts.
// Promises: writing the same thing again changes nothing, so a writer that does not know whether it was done does it again.
import type { Level } from '../record/record.ts'

/** A run whose log was looked at. `codeId`: the state of the code it ran, git's HEAD and what was changed on top; without one, nothing is said to be flaky. */
export type RunRow = { runId: string; createdMs: number; codeId?: string }

/** One fingerprint in one run; `count` is the whole of it, not what came since. */
export type Sighting = {
  runId: string
  fingerprint: string
  type: string
  level: Level
  source: string
  summary: string
  count: number
  firstSeenMs: number
  lastSeenMs: number
}

/** What all runs say of a fingerprint, seen from one of them. `runsSeen` counts that one; `firstSeenMs`: ever; `lastRunId`: the newest of
 *  the others.
 *
 *  muted      a person said so
 *  flaky      seen before, and at one code id there is a run it was seen in and a run it was not seen in, among all up to this one
 *  regressed  seen before, but not in the two runs before this one at least
 *  known      seen before
 *  new        never seen before; the first of these that is true counts */
export type Standing = {
  state: 'new' | 'known' | 'flaky' | 'regressed' | 'muted'
  runsSeen: number
  firstSeenMs: number
  lastRunId?: string
}

export interface Catalog {
  /** A `codeId` that is known is not taken away by a row without one. */
  putRun(run: RunRow): Promise<void>
  /** Of a run that was not put, or is swept, they are let go. Of two counts of the same the larger one stays, so that a writer that is
   *  late takes nothing back; the span only widens. */
  putSightings(sightings: Sighting[]): Promise<void>
  /** Of fingerprints that were seen in `runId`, which are all that the answer holds. Runs created later do not count; of two created in
   *  the same millisecond, the one with the larger id is the later. */
  standings(runId: string, fingerprints: string[]): Promise<Map<string, Standing>>
  /** What was seen in a run, in no order. */
  sightings(runId: string): Promise<Sighting[]>
  /** The runs before `runId` by creation, newest first. */
  runsBefore(runId: string, limit: number): Promise<RunRow[]>
  /** Those of them that are muted. */
  muted(fingerprints: string[]): Promise<Set<string>>
  /** False when it is not remembered that anybody has ever seen it. */
  mute(fingerprint: string, isMuted: boolean): Promise<boolean>
  /** Forgets runs created before, and what was seen in them; what is muted stays muted. */
  sweep(beforeMs: number): Promise<void>
  end(): Promise<void>
}
