// A catalog in the plainest way, word by word as catalog.ts says it: the truth-teller, with which every other must agree.
import type { Catalog, RunRow, Sighting, Standing } from '../src/catalog/catalog.ts'

export const modelCatalog = (): Catalog => {
  const runs = new Map<string, RunRow>()
  let seen: Sighting[] = []
  const muted = new Set<string>()

  const newestFirst = () => [...runs.values()].sort(byCreation).reverse()
  const isSeenIn = (fingerprint: string) => (run: RunRow) =>
    seen.some((one) => one.fingerprint === fingerprint && one.runId === run.runId)

  const stateOf = (fingerprint: string, [asked, ...before]: RunRow[]): Standing['state'] => {
    const isSeen = isSeenIn(fingerprint)
    const all = [asked!, ...before]
    if (muted.has(fingerprint)) return 'muted'
    if (
      before.some(isSeen) &&
      all.some((a) => all.some((b) => a.codeId && a.codeId === b.codeId && isSeen(a) && !isSeen(b)))
    )
      return 'flaky'
    const runsWithout = before.findIndex(isSeen)
    return runsWithout < 0 ? 'new' : runsWithout >= 2 ? 'regressed' : 'known'
  }

  return {
    async putRun(run) {
      const codeId = run.codeId ?? runs.get(run.runId)?.codeId
      runs.set(run.runId, { runId: run.runId, createdMs: run.createdMs, ...(codeId !== undefined && { codeId }) })
    },
    async putSightings(sightings) {
      for (const one of sightings.filter(({ runId }) => runs.has(runId))) {
        const known = seen.find(({ runId, fingerprint }) => runId === one.runId && fingerprint === one.fingerprint)
        if (!known) seen.push({ ...one })
        else {
          const firstSeenMs = Math.min(known.firstSeenMs, one.firstSeenMs)
          const lastSeenMs = Math.max(known.lastSeenMs, one.lastSeenMs)
          Object.assign(known, one.count >= known.count ? one : {}, { firstSeenMs, lastSeenMs })
        }
      }
    },
    async standings(runId, fingerprints) {
      const all = newestFirst()
      const at = all.findIndex((run) => run.runId === runId)
      const upTo = at < 0 ? [] : all.slice(at)
      const own = new Set(fingerprints.filter((fingerprint) => upTo[0] && isSeenIn(fingerprint)(upTo[0])))
      return new Map(
        [...own].map((fingerprint) => {
          const those = seen.filter((one) => one.fingerprint === fingerprint && upTo.some((r) => r.runId === one.runId))
          const last = upTo.slice(1).find(isSeenIn(fingerprint))
          const standing: Standing = {
            state: stateOf(fingerprint, upTo),
            runsSeen: those.length,
            firstSeenMs: Math.min(...those.map(({ firstSeenMs }) => firstSeenMs)),
            ...(last && { lastRunId: last.runId }),
          }
          return [fingerprint, standing]
        }),
      )
    },
    async sightings(runId) {
      return seen.filter((one) => one.runId === runId).map((one) => ({ ...one }))
    },
    async runsBefore(runId, limit) {
      const all = newestFirst()
      const at = all.findIndex((run) => run.runId === runId)
      return at < 0 ? [] : all.slice(at + 1, at + 1 + limit)
    },
    async muted(fingerprints) {
      return new Set(fingerprints.filter((fingerprint) => muted.has(fingerprint)))
    },
    async mute(fingerprint, isMuted) {
      if (!muted.has(fingerprint) && !seen.some((one) => one.fingerprint === fingerprint)) return false
      if (isMuted) muted.add(fingerprint)
      else muted.delete(fingerprint)
      return true
    },
    async sweep(beforeMs) {
      for (const run of [...runs.values()]) if (run.createdMs < beforeMs) runs.delete(run.runId)
      seen = seen.filter(({ runId }) => runs.has(runId))
    },
    async end() {},
  }
}

const byCreation = (a: RunRow, b: RunRow) => a.createdMs - b.createdMs || (a.runId < b.runId ? -1 : 1)
