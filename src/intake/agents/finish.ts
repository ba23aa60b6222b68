// Finish: a draft becomes a record.
// Promises: what is not known is not there; no value is deeper or longer than what is kept, and one that was cut says so.
import { cutDepth } from '../ingest/depth.ts'
import { isoOf } from '../ingest/time.ts'
import type { AgentRecord, AgentSource } from './agent-record.ts'
import type { Draft } from './dialect.ts'

/** `place`: what it is called when it has no id of its own. No `maxContent`: it came from a text that is short enough. */
export type Finishing = { source: AgentSource; atMs: number; place: string; maxContent?: number }

export const finish = (draft: Draft, { source, atMs, place, maxContent }: Finishing): AgentRecord => {
  const { timestamp, type, content, ext_id } = draft
  const record: AgentRecord = {
    timestamp: timestamp ?? isoOf(Math.floor(atMs)),
    type,
    content,
    source,
    ts_source: timestamp === undefined ? 'server' : 'agent',
    ext_id: ext_id || place,
  }
  const fields: { [name: string]: unknown } = record
  const given: { [name: string]: unknown } = draft
  for (const name in given) if (given[name] !== undefined && !(name in record)) fields[name] = given[name]
  for (const name of data) if (record[name] !== undefined) fields[name] = cutDepth(record[name])
  if (maxContent !== undefined) bound(record, maxContent)
  return record
}

const data = ['tool_input', 'tool_output', 'details'] as const

const bound = (record: AgentRecord, maxContent: number): void => {
  const { content } = record
  if (content.length > maxContent) {
    record.content = `${content.slice(0, maxContent)} … [cut: ${content.length - maxContent} of ${content.length} characters]`
    record.is_partial = true
  }
  for (const name of data) {
    const json = record[name] === undefined ? '' : JSON.stringify(record[name])
    if (json.length > maxContent) record[name] = { cut: `${json.slice(0, maxContent)}…`, characters: json.length }
  }
}
