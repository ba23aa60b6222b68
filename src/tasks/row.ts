// Row: what the catalog says of a task, made of its documents and nothing else.
// Promises: the same documents make the same row; what they say in another form than the files have it is passed over.
import type { Link } from '../catalog/links.ts'
import type { TaskRow } from '../catalog/tasks.ts'
import type { Attributes, Json } from '../record/record.ts'
import { isObject, textOf } from './plain.ts'

export type Documents = { metadata?: Attributes; input?: Attributes; result?: Attributes }

const maxError = 300
const maxText = 16_384
const maxName = 256

export const rowOf = (taskId: string, { metadata = {}, input = {}, result = {} }: Documents): TaskRow => {
  const source = objectIn(input, 'source_metadata')
  const metrics = objectIn(result, 'metrics')
  const completedMs = msOf(result.completed_at) ?? msOf(metadata.completed_at)
  const row: TaskRow = {
    taskId,
    status: nameOf(metadata.status) ?? 'queued',
    success: typeof result.success === 'boolean' ? result.success : undefined,
    outcome: nameOf(result.outcome),
    provider: nameOf(metadata.provider) ?? nameOf(source.provider),
    source: nameOf(metadata.source),
    agent: nameOf(metadata.assigned_agent),
    agentType: nameOf(metadata.agent_type),
    model: nameOf(metrics.model) ?? nameOf(metadata.model),
    repo: nameOf(source.repo) ?? nameOf(metadata.repo),
    createdMs: msOf(metadata.created_at) ?? completedMs ?? 0,
    startedMs: msOf(metadata.started_at),
    completedMs,
    costUsd: numberOf(metrics.cost_usd),
    costSource: nameOf(metrics.cost_source),
    inputTokens: numberOf(metrics.input_tokens),
    outputTokens: numberOf(metrics.output_tokens),
    cacheReadTokens: numberOf(metrics.cache_read_tokens),
    cacheWriteTokens: numberOf(metrics.cache_write_tokens),
    durationMs: inMs(numberOf(metrics.duration_seconds)),
    error: nothing(result.error) ? undefined : textOf(result.error).slice(0, maxError),
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as TaskRow
}

/** What a search for words looks at. */
export const wordsOf = ({ input = {}, result = {} }: Documents): string =>
  [input.message, result.error, result.result]
    .map((value) => textOf(value).slice(0, maxText))
    .join('\n')
    .slice(0, maxText)

/** What else the task is known by, as its metadata and its input say it. */
export const linksOf = (taskId: string, { metadata = {}, input = {}, result = {} }: Documents): Link[] => {
  const said = [metadata, objectIn(input, 'source_metadata'), result]
  const link = (kind: Link['kind'], ...names: string[]) =>
    said.flatMap((fields) =>
      names.flatMap((name) => {
        const value = nameOf(fields[name])
        return value === undefined ? [] : [{ taskId, kind, value }]
      }),
    )
  const repo = said.map((fields) => nameOf(fields.repo)).find((name) => name !== undefined)
  // a bare number means nothing without its repository
  const numbered = (kind: Link['kind'], ...names: string[]) =>
    link(kind, ...names).map((one) =>
      /^\d+$/.test(one.value) && repo ? { ...one, value: `${repo}#${one.value}` } : one,
    )
  return [
    ...link('run', 'run_id'),
    ...link('sha', 'head_sha', 'sha', 'commit_sha'),
    ...numbered('pr', 'pr_number', 'pull_request'),
    ...numbered('issue', 'issue_number', 'issue_key'),
    ...link('trace', 'trace_id'),
    ...link('session', 'session_id'),
  ]
}

const objectIn = (fields: Attributes, name: string): Attributes => {
  const value = fields[name]
  return isObject(value) ? value : {}
}

const nothing = (value: Json | undefined) => value === undefined || value === null || value === ''

const nameOf = (value: Json | undefined) => (nothing(value) ? undefined : textOf(value).slice(0, maxName))

const numberOf = (value: Json | undefined) => (typeof value === 'number' && value >= 0 ? value : undefined)

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : Math.round(seconds * 1000))

const msOf = (value: Json | undefined) => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
