// Codex: log events of Codex. Only events that tell something of the work: it sends one for every event of the connection, too.
// Source: codex-rs/otel. It tells no cost; cached tokens are part of the input.
import type { Attributes } from '../../../record/record.ts'
import type { TokenFields } from '../agent-record.ts'
import { callText, digest } from '../call.ts'
import { contentOf, flagOf, numberOf, parsedOf, restOf, textOf } from '../coerce.ts'
import type { Draft, PriceTable } from '../dialect.ts'
import { costFields, tokensText } from '../tally.ts'

/** `name` begins with `codex.`. */
export const codexDrafts = (name: string, attributes: Attributes, table: PriceTable): Draft[] => {
  const event: Partial<Draft> = { event: name, duration_ms: numberOf(attributes.duration_ms) }
  switch (name.slice('codex.'.length)) {
    case 'conversation_starts': {
      const model = textOf(attributes.model)
      const details = restOf(attributes, ['event.name', 'model'])
      return [{ ...event, type: 'system', content: `session: ${model ?? 'model not said'}`, model, details }]
    }
    case 'user_prompt': {
      const length = contentOf(attributes.prompt_length)
      const content = textOf(attributes.prompt) ?? `[prompt of ${length || '?'} characters]`
      return [{ ...event, type: 'text', role: 'user', content }]
    }
    case 'api_request':
    case 'sse_event':
    case 'websocket_event':
      return answered(attributes, event, table)
    case 'tool_decision':
      return [decision(attributes, event)]
    case 'tool_result':
      return [result(attributes, event)]
    default:
      return []
  }
}

const answered = (attributes: Attributes, event: Partial<Draft>, table: PriceTable): Draft[] => {
  const error = textOf(attributes['error.message'])
  const model = textOf(attributes.model)
  if (error !== undefined) return [{ ...event, type: 'retry', content: error, is_error: true, model }]
  const [input, output] = [numberOf(attributes.input_token_count), numberOf(attributes.output_token_count)]
  if (input === undefined && output === undefined) return []
  const read = numberOf(attributes.cached_token_count)
  const written = numberOf(attributes.cache_write_token_count)
  const tokens: TokenFields = {
    input_tokens: Math.max(0, (input ?? 0) - (read ?? 0) - (written ?? 0)),
    output_tokens: output,
    cache_read_tokens: read,
    cache_write_tokens: written,
    reasoning_tokens: numberOf(attributes.reasoning_token_count),
  }
  return [
    { ...event, type: 'usage', content: tokensText(tokens), model, ...tokens, ...costFields(table, model, tokens) },
  ]
}

const decision = (attributes: Attributes, event: Partial<Draft>): Draft => {
  const [id, name = ''] = [textOf(attributes.call_id), textOf(attributes.tool_name)]
  const isDenied = /^(?:denied|abort)/.test(textOf(attributes.decision) ?? '')
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

const result = (attributes: Attributes, event: Partial<Draft>): Draft => {
  const id = textOf(attributes.call_id)
  const isGood = flagOf(attributes.success)
  return {
    ...event,
    type: 'tool_result',
    content: contentOf(attributes.output),
    // a call is answered once; without its id it is known by what it says
    ext_id: id ? `answer:${id}` : `answer:${digest(contentOf(attributes))}`,
    tool_id: id,
    tool_name: textOf(attributes.tool_name),
    tool_input: parsedOf(attributes.arguments),
    is_error: isGood === undefined ? undefined : !isGood,
  }
}
