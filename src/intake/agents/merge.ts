// Merge: several sources that tell of one work (stream, transcript, hooks, telemetry) become one log.
// Promises: whatever comes late, twice or by two ways, is one record; what a later source knows more is an addition to it, never lost; the
//   stream wins for text, telemetry for cost and time; how many records are remembered is bounded.
// Leaves to others: appending, remembering over restarts: whoever opens a log again gives its records to take() once.
//
//   ids          ext_id; of usage also its message and its request
//   twins        no common id, but the same session, and the same text, prompt or numbers: only from a source that has not told it yet
import { type AgentRecord, type AgentSource, tokenNames } from './agent-record.ts'
import { digest } from './call.ts'

export type Merged = { fresh: AgentRecord[]; additions: AgentRecord[]; repeats: number }

export type Merger = { take(records: readonly AgentRecord[]): Merged }

/** A record as it is known by now: all of it but its long values. */
type Known = { keys: string[]; sources: Set<AgentSource>; record: AgentRecord; hasContent: boolean }

/** `maxIds`: records that are remembered; the oldest is forgotten first. */
export const createMerger = (maxIds: number): Merger => {
  const known = new Map<string, Known[]>()
  const order = new Set<Known>()

  const remember = (record: AgentRecord, keys: readonly string[]) => {
    const { content, tool_input, tool_output, details, ...short } = record
    const kept: AgentRecord = { ...short, content: '' }
    // that they are known, not what they are
    if (tool_input !== undefined) kept.tool_input = null
    if (tool_output !== undefined) kept.tool_output = null
    const one: Known = { keys: [], sources: new Set([record.source]), record: kept, hasContent: content !== '' }
    name(one, keys)
    order.add(one)
    if (order.size > maxIds) forget(order.values().next().value!)
  }
  const name = (one: Known, keys: readonly string[]) => {
    for (const key of keys) {
      if (one.keys.includes(key)) continue
      one.keys.push(key)
      const same = known.get(key)
      if (same === undefined) known.set(key, [one])
      else same.push(one)
    }
  }
  const forget = (one: Known) => {
    order.delete(one)
    for (const key of one.keys) {
      const rest = known.get(key)!.filter((other) => other !== one)
      if (rest.length === 0) known.delete(key)
      else known.set(key, rest)
    }
  }
  const find = (ids: readonly string[], twins: readonly string[], source: AgentSource): Known | undefined => {
    for (const id of ids) {
      const [one] = known.get(id) ?? []
      if (one !== undefined) return one
    }
    for (const twin of twins) {
      const one = known.get(twin)?.find(({ sources }) => !sources.has(source))
      if (one !== undefined) return one
    }
    return undefined
  }

  return {
    take(records) {
      const merged: Merged = { fresh: [], additions: [], repeats: 0 }
      for (const record of records) {
        const [ids, twins] = [idsOf(record), twinsOf(record)]
        const before = find(ids, twins, record.source)
        if (before === undefined) {
          merged.fresh.push(record)
          remember(record, [...ids, ...twins])
          continue
        }
        const more = additionOf(before, record)
        if (more === undefined) merged.repeats++
        else merged.additions.push(more)
        before.sources.add(record.source)
        name(before, [...ids, ...twins])
      }
      return merged
    },
  }
}

const idsOf = ({ type, ext_id, message_id, request_id }: AgentRecord): string[] => {
  if (type !== 'usage') return [ext_id]
  return [ext_id, ...[message_id, request_id].flatMap((id) => (id === undefined ? [] : [`usage:${id}`]))]
}

const twinsOf = (record: AgentRecord): string[] => {
  const { type, session_id: session, role = 'assistant', prompt_id: prompt, content } = record
  if (session === undefined) return []
  if (type === 'text') {
    const said = `text|${session}|${role}|${digest(content)}`
    return role === 'user' && prompt !== undefined ? [said, `prompt|${session}|${prompt}`] : [said]
  }
  if (type !== 'usage' || !(record.input_tokens || record.cache_read_tokens || record.cache_write_tokens)) return []
  // not the output: a stream tells it before the answer is over
  const { model = '', input_tokens = 0, cache_read_tokens = 0, cache_write_tokens = 0 } = record
  return [`usage|${session}|${model}|${input_tokens}|${cache_read_tokens}|${cache_write_tokens}`]
}

const onceFields = [
  'message_id',
  'request_id',
  'prompt_id',
  'tool_name',
  'tool_id',
  'tool_input',
  'tool_output',
  'is_error',
  'exit_code',
  'status',
  'parent_tool_id',
  'agent_id',
  'agent_type',
  'trace_id',
  'span_id',
  'model',
] as const

/** What `record` knows more than is known; undefined when that is nothing. It is known from then on. */
const additionOf = (before: Known, record: AgentRecord): AgentRecord | undefined => {
  const { record: known } = before
  const more: Partial<AgentRecord> = {}
  for (const field of onceFields) {
    if (known[field] === undefined && record[field] !== undefined) Object.assign(more, { [field]: record[field] })
  }
  for (const field of tokenNames) {
    const [now, then] = [record[field], known[field]]
    if (now !== undefined && (then === undefined || now > then)) more[field] = now
  }
  const isMeasured = record.source === 'otlp' && !before.sources.has('otlp')
  if (record.duration_ms !== undefined && (known.duration_ms === undefined || isMeasured)) {
    more.duration_ms = record.duration_ms
  }
  const isBetter = known.cost_source !== 'reported' && record.cost_source === 'reported'
  // an answer that was told before it was over has used more since
  const isMore = known.cost_source === 'computed' && record.cost_usd! > known.cost_usd!
  if (record.cost_usd !== undefined && (known.cost_usd === undefined || isBetter || isMore)) {
    more.cost_usd = record.cost_usd
    more.cost_source = record.cost_source
    more.price_table_version = record.price_table_version
  }
  // telemetry's text is often only how long it was
  const isTold = before.hasContent && (known.source !== 'otlp' || record.source === 'otlp')
  const content = isTold ? '' : record.content
  if (content === '' && Object.keys(more).length === 0) return undefined
  const { timestamp, ts_source, source, type, session_id } = record
  Object.assign(known, more, content === '' ? {} : { source })
  if (content !== '') before.hasContent = true
  const addition: AgentRecord = {
    timestamp,
    type,
    content,
    source,
    ts_source,
    ext_id: known.ext_id,
    adds: true,
    ...more,
  }
  return session_id === undefined ? addition : { ...addition, session_id }
}

/** A log with its additions put where they belong; what adds to a record that is not there stays as it is. */
export const joined = (records: readonly AgentRecord[]): AgentRecord[] => {
  const whole = new Map<unknown, AgentRecord>()
  for (const record of records) {
    // what is no agent's record has no id
    const id = record.ext_id ?? Symbol()
    const before = whole.get(id)
    whole.set(id, before === undefined || record.adds !== true ? record : withAddition(before, record))
  }
  return [...whole.values()]
}

/** When, and by whom, a record was told first stays. */
export const withAddition = (before: AgentRecord, addition: AgentRecord): AgentRecord => {
  const { adds: _, timestamp: __, ts_source: ___, source: ____, content, ...more } = addition
  return { ...before, ...more, content: content === '' ? before.content : content }
}
