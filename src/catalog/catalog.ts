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

/** What all runs say of a fingerprint, seen from one of them. `runsSeen` counts that one. `firstSeenMs`: ever. */
export type Standing = {
  state: 'new' | 'known' | 'flaky' | 'regressed' | 'muted'
  runsSeen: number
  firstSeenMs: number
  lastRunId?: string
}

export interface Catalog {
  /** A `codeId` that is known is not taken away by a row without one. */
  putRun(run: RunRow): Promise<void>
  putSightings(sightings: Sighting[]): Promise<void>
  /** Of fingerprints that were seen in `runId`, which are all that the answer holds. Runs created later do not count. */
  standings(runId: string, fingerprints: string[]): Promise<Map<string, Standing>>
  /** What was seen in a run. */
  sightings(runId: string): Promise<Sighting[]>
  /** The runs before `runId` by creation, newest first. */
  runsBefore(runId: string, limit: number): Promise<RunRow[]>
  /** False when nobody has ever seen it. */
  mute(fingerprint: string, isMuted: boolean): Promise<boolean>
  /** Forgets runs created before, and what was seen in them; what is muted stays muted. */
  sweep(beforeMs: number): Promise<void>
  end(): Promise<void>
}
