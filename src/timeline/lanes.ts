// Lanes: streams and documents of a store, as lanes of a time line.
// Promises: what nobody asked for is passed over in bounded steps; a swept stream is named in `gone`, and gives nothing.
import type { CatalogCiLogs } from '../catalog/ci-logs.ts'
import { isCode } from '../errors.ts'
import { taskNote } from '../record/names.ts'
import type { Attributes } from '../record/record.ts'
import type { Store } from '../store/store.ts'
import { ciItem, type ItemKind, inputItem, type LaneItem, resultItem, type TimelineItem } from './item.ts'
import type { Lane, LanePage } from './merge.ts'

/** An item of a line of the stream; undefined: it was not asked for. */
type ToItem = (line: string, place: { at: string; cursor: string }) => LaneItem | undefined

// reads of a store for one page of a lane
const maxReads = 10

export const streamLane = (store: Store, stream: string, toItem: ToItem, gone: string[]): Lane => ({
  name: stream,
  async read(from, limit) {
    const page: LanePage = { items: [], end: from, isAll: false }
    try {
      for (let reads = 0; reads < maxReads && page.items.length < limit && !page.isAll; reads++) {
        const { entries, next, upToDate } = await store.read(stream, { after: page.end }, limit)
        for (const { line, cursor } of entries) {
          const item = toItem(line, { at: stream, cursor })
          if (item) page.items.push({ item, next: cursor })
        }
        page.end = next ?? page.end
        page.isAll = upToDate
      }
    } catch (error) {
      if (!isCode(error, 'CURSOR_GONE')) throw error
      gone.push(stream)
      return { items: [], end: from, isAll: true }
    }
    return page
  },
})

/** Input and result stand where the task began and ended. */
export const documentLanes = async (store: Store, taskId: string): Promise<(Lane & { kind: ItemKind })[]> => {
  const documentOf = async (part: 'metadata' | 'input' | 'final-result') =>
    (await store.getNote(taskNote(taskId, part)))?.value as Attributes | undefined
  const [metadata, input, result] = await Promise.all([
    documentOf('metadata'),
    documentOf('input'),
    documentOf('final-result'),
  ])
  return [
    ...(input
      ? [documentLane('input', inputItem(input, String(metadata?.created_at ?? ''), taskNote(taskId, 'input')))]
      : []),
    ...(result
      ? [
          documentLane(
            'result',
            resultItem(result, String(result.completed_at ?? ''), taskNote(taskId, 'final-result')),
          ),
        ]
      : []),
  ]
}

const documentLane = (kind: ItemKind, item: TimelineItem): Lane & { kind: ItemKind } => ({
  name: item.at,
  kind,
  read: async (after) => ({ items: after === undefined ? [{ item, next: 'given' }] : [], end: 'given', isAll: true }),
})

// more failed steps of one commit than anybody reads
const maxRows = 500

/** Failed steps at a commit, by the moment they came; they keep their numbers. */
export const ciLane = (ciLogs: Pick<CatalogCiLogs, 'ofSha'>, repo: string, sha: string): Lane => ({
  name: `ci/${repo}/${sha}`,
  async read(after, limit) {
    const { rows } = await ciLogs.ofSha(repo, sha, { limit: maxRows })
    const left = rows.filter(({ id }) => id > Number(after ?? 0)).sort((a, b) => a.id - b.id)
    const items = left.slice(0, limit).map((row) => ({ item: ciItem(row, this.name), next: String(row.id) }))
    return { items, end: items.at(-1)?.next ?? after, isAll: left.length <= limit }
  },
})
