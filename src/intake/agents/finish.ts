// Finish: a draft becomes a record.
// Promises: what is not known is not there; no value is deeper or longer than what is kept, and one that was cut says so.
import type { Json } from '../../record/record.ts'
import { cutDepth } from '../ingest/depth.ts'
import { isoOf } from '../ingest/time.ts'
import type { AgentRecord, AgentSource } from './agent-record.ts'
import type { Draft } from './dialect.ts'

/** `place`: what it is called when it has no id of its own. No `maxContent`: it came from a text that is short enough. */
export type Finishing = { source: AgentSource; atMs: number; place: string; maxContent?: number }

export const finish = (draft: Draft, { source, atMs, place, maxContent }: Finishing): AgentRecord => {
  const { timestamp, type, content, ext_id, ...fields } = draft
  const record: AgentRecord = {
    timestamp: timestamp ?? isoOf(Math.floor(atMs)),
    type,
    content,
    source,
    ts_source: timestamp === undefined ? 'server' : 'agent',
    ext_id: ext_id || place,
  }
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) Object.assign(record, { [name]: value })
  for (const name of data) {
    const value: Json | undefined = record[name]
    if (value !== undefined) Object.assign(record, { [name]: cutDepth(value) })
  }
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
    const value: Json | undefined = record[name]
    const json = value === undefined ? '' : JSON.stringify(value)
    if (json.length > maxContent) {
      Object.assign(record, { [name]: { cut: `${json.slice(0, maxContent)}…`, characters: json.length } })
    }
  }
}
