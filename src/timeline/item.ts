// Item: one line of a time line, whatever stream it stands in.
// Promises: its text is short; where the whole of it stands is said by stream and cursor.
// Leaves to others: the order (merge.ts), which streams (timeline.ts).
import type { CiLogRow } from '../catalog/ci-logs.ts'
import { type Attributes, decodeRecord, type Json } from '../record/record.ts'

export const itemKinds = ['input', 'webhook', 'agent', 'app', 'ci', 'result'] as const
export type ItemKind = (typeof itemKinds)[number]

/** `at`: where it stands, or of which document it is the whole; `cursor` is the place behind it. `isCut`: `text` is not all of it. */
export type TimelineItem = {
  ts: string
  kind: ItemKind
  at: string
  cursor?: string
  /** A stage, a type of an agent's record, a level of an app's, a conclusion of a CI step. */
  type: string
  source?: string
  text: string
  isCut: boolean
}

/** `told`: by which name several sources tell of it, of which tool, and whether only what the first of them lacked. */
export type LaneItem = TimelineItem & { told?: { id: string; tool: string; adds: boolean } }

/** Letters of a text. */
const maxText = 500

type Place = { at: string; cursor: string }

/** A stage of a webhook: its name, and what it says beside it. */
export const webhookItem = (line: string, place: Place): TimelineItem => {
  const { timestamp, stage, ...rest } = JSON.parse(line) as Attributes
  const said = Object.entries(rest).map(([name, value]) => `${name}=${wordOf(value)}`)
  return { ts: String(timestamp), kind: 'webhook', ...place, type: String(stage), ...shortened(said.join(' ')) }
}

/** A record of an agent: what it said, or the tool that it used; undefined for what only adds a cost or a duration to one before it. */
export const agentItem = (line: string, place: Place): LaneItem | undefined => {
  const { timestamp, type, content, tool_name, source, ext_id: id, adds, transcript } = JSON.parse(line) as Attributes
  // the entry of a session that is kept to be resumed: what it tells is told by other records
  const isKept = type === 'raw_output' && transcript !== undefined
  if (isKept || (adds === true && content === '')) return undefined
  const tool = wordOf(tool_name)
  const text = textFor(tool, wordOf(content))
  const item = {
    ts: String(timestamp),
    kind: 'agent' as const,
    ...place,
    type: String(type),
    ...sourceOf(source),
    ...text,
  }
  return typeof id === 'string' ? { ...item, told: { id, tool, adds: adds === true } } : item
}

/** Of one page: what a second source said in words stands in the item that it is of, when that is on the page. */
export const presented = (items: readonly LaneItem[]): TimelineItem[] => {
  const byId = new Map<string, { item: TimelineItem; tool: string }>()
  return items.flatMap(({ told, ...item }) => {
    if (told === undefined) return [item]
    const name = `${item.at} ${told.id}`
    const before = byId.get(name)
    if (before !== undefined && told.adds) {
      Object.assign(before.item, textFor(before.tool, item.text), item.isCut && { isCut: true })
      return []
    }
    byId.set(name, { item, tool: told.tool })
    return [item]
  })
}

// a call says by itself which tool it is of
const textFor = (tool: string, said: string) =>
  shortened(tool === '' || said.startsWith(tool) ? said : `${tool}: ${said}`)

/** A record of a run. */
export const appItem = (line: string, place: Place): TimelineItem => {
  const { ts, level, source, message } = decodeRecord(line)
  return { ts, kind: 'app', ...place, type: level, source, ...shortened(message) }
}

/** A failed step of a CI job: what went wrong in it. */
export const ciItem = (row: CiLogRow, at: string): TimelineItem => ({
  ts: new Date(row.createdMs).toISOString(),
  kind: 'ci',
  at,
  type: row.conclusion,
  source: `${row.jobId}/${row.stepName}`,
  ...shortened(row.failures.length > 0 ? row.failures.map(({ summary }) => summary).join('; ') : row.excerpt),
})

export const inputItem = (input: Attributes, ts: string, at: string): TimelineItem => ({
  ts,
  kind: 'input',
  at,
  type: 'input',
  ...shortened(wordOf(input.message)),
})

export const resultItem = (result: Attributes, ts: string, at: string): TimelineItem => ({
  ts,
  kind: 'result',
  at,
  type: result.success === true ? 'success' : 'failure',
  ...shortened(wordOf(result.error ?? result.result)),
})

const sourceOf = (source: Json | undefined) => (typeof source === 'string' ? { source } : {})

const wordOf = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const shortened = (text: string) =>
  text.length > maxText ? { text: text.slice(0, maxText), isCut: true } : { text, isCut: false }
