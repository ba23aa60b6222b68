// Claude: log events and spans of Claude Code. Its attributes have no prefix; its spans do not set gen_ai.usage.
// Source: Claude Code's documentation of monitoring; content is there only where its owner turned it on.
import type { Attributes } from '../../../record/record.ts'
import type { TokenFields } from '../agent-record.ts'
import { callText } from '../call.ts'
import { contentOf, flagOf, numberOf, parsedOf, restOf, textOf } from '../coerce.ts'
import type { Draft } from '../dialect.ts'
import { tokensText } from '../tally.ts'

/** `name` begins with `claude_code.`. */
export const claudeDrafts = (name: string, attributes: Attributes): Draft[] => {
  const event = { event: name, agent_id: textOf(attributes['agent.id']), details: restOf(attributes, known) }
  switch (name.slice('claude_code.'.length)) {
    case 'user_prompt':
      return [{ ...event, type: 'text', role: 'user', content: said(attributes, 'prompt') }]
    case 'assistant_response':
      return [{ ...event, type: 'text', content: said(attributes, 'response'), model: textOf(attributes.model) }]
    case 'api_request':
    case 'llm_request':
      return [usage(attributes, event)]
    case 'api_error':
    case 'api_refusal':
    case 'api_retries_exhausted':
      return [{ ...event, type: 'retry', is_error: true, content: errorText(attributes), ...requestOf(attributes) }]
    case 'tool_result':
      return [answer(attributes, event)]
    case 'tool_decision':
      return [decision(attributes, event)]
    case 'compaction':
      return [{ ...event, type: 'compaction', content: compactionText(attributes) }]
    default:
      return [{ ...event, type: 'system', content: name, duration_ms: numberOf(attributes.duration_ms) }]
  }
}

// what a record says by itself, or what is the same in all of them
const known = [
  'app.entrypoint',
  'app.version',
  'cache_creation_tokens',
  'cache_read_tokens',
  'cost_usd',
  'duration_ms',
  'event.name',
  'event.timestamp',
  'input_tokens',
  'model',
  'organization.id',
  'output_tokens',
  'prompt',
  'prompt.id',
  'request_id',
  'response',
  'service.name',
  'service.version',
  'session.id',
  'terminal.type',
  'tool_input',
  'tool_name',
  'tool_parameters',
  'tool_use_id',
  'user.account_uuid',
  'user.email',
  'user.id',
]

const said = (attributes: Attributes, what: string): string => {
  const length = numberOf(attributes[`${what}_length`])
  return contentOf(attributes[what]) || (length === undefined ? what : `[${what} of ${length} characters]`)
}

const requestOf = (attributes: Attributes) => ({
  request_id: textOf(attributes.request_id),
  model: textOf(attributes.model),
  duration_ms: numberOf(attributes.duration_ms),
})

const usage = (attributes: Attributes, event: Partial<Draft>): Draft => {
  const tokens: TokenFields = {
    input_tokens: numberOf(attributes.input_tokens),
    output_tokens: numberOf(attributes.output_tokens),
    cache_read_tokens: numberOf(attributes.cache_read_tokens),
    cache_write_tokens: numberOf(attributes.cache_creation_tokens),
  }
  const request = requestOf(attributes)
  const usd = numberOf(attributes.cost_usd)
  return {
    ...event,
    ...request,
    ...tokens,
    type: 'usage',
    content: tokensText(tokens),
    ext_id: request.request_id && `usage:${request.request_id}`,
    cost_usd: usd,
    cost_source: usd === undefined ? 'unknown' : 'reported',
  }
}

const answer = (attributes: Attributes, event: Partial<Draft>): Draft => {
  const id = textOf(attributes.tool_use_id)
  const isGood = flagOf(attributes.success)
  return {
    ...event,
    type: 'tool_result',
    content: textOf(attributes.error) ?? '',
    ext_id: id && `answer:${id}`,
    tool_id: id,
    tool_name: textOf(attributes.tool_name),
    tool_input: parsedOf(attributes.tool_input ?? attributes.tool_parameters),
    is_error: isGood === undefined ? undefined : !isGood,
    duration_ms: numberOf(attributes.duration_ms),
  }
}

const decision = (attributes: Attributes, event: Partial<Draft>): Draft => {
  const [id, name = ''] = [textOf(attributes.tool_use_id), textOf(attributes.tool_name)]
  const isDenied = textOf(attributes.decision) === 'reject'
  const parts = [textOf(attributes.decision), textOf(attributes.source)]
  return {
    ...event,
    type: 'permission',
    content: callText(name, parts.filter(Boolean).join(', by ')),
    ext_id: id && `${isDenied ? 'denied' : 'allowed'}:${id}`,
    status: isDenied ? 'denied' : 'allowed',
    tool_id: id,
    tool_name: name,
  }
}

const errorText = (attributes: Attributes): string => {
  const { error, status_code: status, attempt } = attributes
  const parts = [textOf(error), textOf(status) && `status ${status}`, textOf(attempt) && `attempt ${attempt}`]
  return parts.filter(Boolean).join(', ') || 'the API failed'
}

const compactionText = ({ pre_tokens: before, post_tokens: after }: Attributes): string =>
  `compacted: ${contentOf(before) || '?'} to ${contentOf(after) || '?'} tokens`
