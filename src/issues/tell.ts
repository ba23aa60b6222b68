// Tell: what was counted in a run goes to the catalog, and what is not muted to whoever notifies.
// Promises: what is told is the whole of a count, so that telling twice changes nothing.
import type { Catalog, Sighting } from '../catalog/catalog.ts'
import type { Issue } from './issue.ts'

export type TellOptions = {
  catalog: Catalog
  /** What is known of a run since it began. */
  about: (runId: string) => Promise<{ createdMs: number; codeId?: string } | undefined>
  notify: (runId: string, issues: Issue[]) => Promise<void>
  now: () => number
}

export const createTell =
  ({ catalog, about, notify, now }: TellOptions) =>
  async (runId: string, issues: Issue[]): Promise<void> => {
    const { createdMs = now(), codeId } = (await about(runId)) ?? {}
    await catalog.putRun({ runId, createdMs, codeId })
    if (issues.length === 0) return
    await catalog.putSightings(issues.map((issue) => sightingOf(runId, issue)))
    const muted = await catalog.muted(issues.map(({ fingerprint }) => fingerprint))
    await notify(
      runId,
      issues.filter(({ fingerprint }) => !muted.has(fingerprint)),
    )
  }

const sightingOf = (runId: string, issue: Issue): Sighting => ({
  runId,
  fingerprint: issue.fingerprint,
  type: issue.type,
  level: issue.level,
  source: issue.source,
  summary: issue.summary,
  count: issue.count,
  firstSeenMs: Date.parse(issue.firstSeen),
  lastSeenMs: Date.parse(issue.lastSeen),
})
