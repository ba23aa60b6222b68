// Keys: what lies where in Redis. The documented names, and beside them what order, batch ids and expiry need.
//
//   logs:{id}:{source}   list of JSON records          sources:{id}     list: the sources in order of first appearance
//   issues:{id}          JSON array                    stream:{id}      hash: birth, seq, floor, closed, at, until
//   callback:{id}        URL                           batches:{id}     hash: batch id → first seq, last seq, digest
//   latest_run           run id                        note:{key}       hash: value, version
//                                                      streams, notes   sorted sets: the names of all there are
//
// Promises: `run/<id>` has the id `<id>`, any other stream its whole name, which contains a slash: they cannot meet.
import { createHash } from 'node:crypto'

/** Of a run every key expires; `run/<id>` alone is a run, `run/<id>/…` is not. */
export const runIdOf = (name: string): string | undefined => /^run\/([^/]+)$/.exec(name)?.[1]

/** `prefix` as in the settings: 'logagent:' reads as the original. */
export const keysOf = (prefix: string) => ({
  prefix,
  streams: `${prefix}streams`,
  notes: `${prefix}notes`,
  note: (key: string) => `${prefix}note:${key}`,
  /** A channel, no key. */
  news: `${prefix}news`,
  of(stream: string) {
    const id = runIdOf(stream) ?? stream
    const named = (kind: string) => `${prefix}${kind}:${id}`
    return {
      id,
      stream: named('stream'),
      sources: named('sources'),
      batches: named('batches'),
      olderBatches: named('batches-older'),
      /** What the names of its lists begin with. */
      list: `${named('logs')}:`,
      logs: (source: string) => `${named('logs')}:${sourceKey(source)}`,
    }
  },
})

export type Keys = ReturnType<typeof keysOf>

/** A source that fits the alphabet of ids stays literal; any other text is hashed. */
const sourceKey = (source: string): string =>
  /^[A-Za-z0-9._-]{1,128}$/.test(source)
    ? source
    : `~${createHash('sha256').update(source).digest('base64url').slice(0, 22)}`

/** What a note is to readers of the original: a key of its own, written together with the note. `value` undefined: it is not there.
 *  `runId`: the run whose expiry the note shares. */
export type Projection = { runId?: string; key?: string; value?: string }

export const projectionOf = (prefix: string, note: string, value: unknown): Projection => {
  const told = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const text = (field: unknown) => (typeof field === 'string' ? field : undefined)
  if (note === 'latest/run') {
    const runId = text(told.runId)
    return { runId, key: `${prefix}latest_run`, value: runId }
  }
  const [, kind, runId] = /^(run|issues)\/([^/]+)$/.exec(note) ?? []
  if (kind === 'run') return { runId, key: `${prefix}callback:${runId}`, value: text(told.callbackUrl) }
  if (kind === 'issues') return { runId, key: `${prefix}issues:${runId}`, value: JSON.stringify(told.issues ?? []) }
  return {}
}
