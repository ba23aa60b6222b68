// System: what Claude Code says about itself: the session, retries, limits, compaction, permissions, background tasks, hooks.
// Promises: a kind we do not know is kept with all its fields.
// Sources: the Agent SDK's message types; the entries of a transcript.
import type { JsonObject } from '../../ingest/json.ts'
import { contentOf, numberOf, objectOf, restOf, textOf } from '../coerce.ts'
import type { Draft } from '../dialect.ts'

/** Beside what `about` already says of them. */
const known = ['type', 'subtype', 'uuid', 'session_id', 'sessionId', 'timestamp', 'parentUuid', 'cwd', 'version']

/** A line of type `system`, by its subtype. */
export const systemDraft = (line: JsonObject, about: Partial<Draft>): Draft => {
  const event = textOf(line.subtype) ?? 'system'
  const base = { ...about, event, ext_id: idOf(line, event) }
  switch (event) {
    case 'init':
      return {
        ...base,
        type: 'system',
        content: initText(line),
        model: textOf(line.model),
        details: restOf(line, brief),
      }
    case 'api_retry':
    case 'api_error':
      return { ...base, type: 'retry', content: retryText(line), is_error: true, details: restOf(line, known) }
    case 'compact_boundary':
      return { ...base, type: 'compaction', content: compactionText(line), details: restOf(line, known) }
    case 'permission_denied':
      return {
        ...base,
        type: 'permission',
        content: textOf(line.message) ?? textOf(line.decision_reason) ?? 'denied',
        // the result names the same denial again
        ext_id: textOf(line.tool_use_id) ? `denied:${line.tool_use_id}` : base.ext_id,
        status: 'denied',
        tool_name: textOf(line.tool_name),
        tool_id: textOf(line.tool_use_id),
        agent_id: textOf(line.agent_id) ?? about.agent_id,
        details: restOf(line, [...known, 'message', 'tool_name', 'tool_use_id', 'agent_id']),
      }
    default:
      return otherDraft(line, event, about)
  }
}

/** A line that is kept with its fields under the name `event`. */
export const otherDraft = (line: JsonObject, event: string, about: Partial<Draft>): Draft => ({
  ...about,
  type: 'system',
  event,
  content: sayingOf(line) || event,
  ext_id: idOf(line, event),
  status: textOf(line.status) ?? textOf(objectOf(line.patch)?.status),
  tool_name: textOf(line.tool_name),
  parent_tool_id: textOf(line.tool_use_id) ?? about.parent_tool_id,
  duration_ms: numberOf(line.durationMs),
  details: restOf(line, known),
})

/** `rate_limit_event`. */
export const rateLimitDraft = (line: JsonObject, about: Partial<Draft>): Draft => {
  const info = objectOf(line.rate_limit_info) ?? {}
  const share = numberOf(info.utilization)
  const parts = [
    textOf(info.rateLimitType),
    textOf(info.status),
    share === undefined ? undefined : `${Math.round(share * 100)} % used`,
  ]
  return {
    ...about,
    type: 'rate_limit',
    event: 'rate_limit_event',
    content: parts.filter(Boolean).join(', ') || 'rate limit',
    ext_id: idOf(line, 'rate_limit'),
    status: textOf(info.status),
    details: restOf(line, known),
  }
}

const idOf = (line: JsonObject, event: string) => {
  const uuid = textOf(line.uuid)
  return uuid && `${event}:${uuid}`
}

// the first of them that says anything
const sayingOf = ({ message, content, summary, description, error, output, status }: JsonObject): string =>
  [message, content, summary, description, error, output, status].map(contentOf).find(Boolean) ?? ''

const brief = known.filter((name) => name !== 'cwd').concat('model')

const initText = ({ model, cwd, permissionMode, claude_code_version: version }: JsonObject): string => {
  const parts = [textOf(model), textOf(cwd) && `in ${textOf(cwd)}`, textOf(permissionMode), textOf(version)]
  return `session: ${parts.filter(Boolean).join(', ')}`
}

// in a transcript: retryAttempt, maxRetries, retryInMs, and the error as an object
const retryText = (line: JsonObject): string => {
  const attempt = numberOf(line.attempt) ?? numberOf(line.retryAttempt)
  const most = numberOf(line.max_retries) ?? numberOf(line.maxRetries)
  const delayMs = numberOf(line.retry_delay_ms) ?? numberOf(line.retryInMs)
  const error = objectOf(line.error)
  const status = textOf(line.error_status) ?? textOf(error?.status)
  const parts = [
    `attempt ${attempt ?? '?'}${most === undefined ? '' : ` of ${most}`}`,
    delayMs === undefined ? undefined : `again in ${delayMs / 1000} s`,
    textOf(line.error) ?? textOf(error?.message),
    status && `status ${status}`,
  ]
  return parts.filter(Boolean).join(', ')
}

const compactionText = (line: JsonObject): string => {
  const about = objectOf(line.compact_metadata) ?? objectOf(line.compactMetadata) ?? {}
  const tokens = numberOf(about.pre_tokens) ?? numberOf(about.preTokens)
  return `compacted${tokens === undefined ? '' : ` at ${tokens} tokens`}${about.trigger ? `, ${contentOf(about.trigger)}` : ''}`
}
