// GenAI: OpenTelemetry's conventions for generative AI, the names they had before, and OpenInference's.
// Promises: input that contains what came from a cache is told apart; where that cannot be (it is less than its part), it is as it is.
// Sources: semantic-conventions-genai, all still in development; OpenInference, spec/semantic_conventions.md.
import type { Attributes, Json } from '../../../record/record.ts'
import type { TokenFields } from '../agent-record.ts'
import { callText } from '../call.ts'
import { contentOf, listOf, numberOf, objectOf, parsedOf, textOf } from '../coerce.ts'
import type { Draft, PriceTable } from '../dialect.ts'
import { costFields, tokensText } from '../tally.ts'
import type { TelemetryEvent } from './telemetry.ts'

export const genaiDrafts = ({ attributes, eventName, traceId, spanId }: TelemetryEvent, table: PriceTable): Draft[] => {
  const first = (names: readonly string[]): Json | undefined => {
    const name = names.find((name) => attributes[name] !== undefined && attributes[name] !== null)
    return name === undefined ? undefined : attributes[name]
  }
  const operation = textOf(attributes['gen_ai.operation.name'])
  const id = spanId === undefined ? undefined : `${traceId ?? ''}/${spanId}`
  const about: Partial<Draft> = {
    event: eventName ?? operation,
    session_id: textOf(first(['gen_ai.conversation.id', 'session.id'])),
    agent_id: textOf(attributes['gen_ai.agent.id']),
    agent_type: textOf(attributes['gen_ai.agent.name']),
    is_error: attributes['error.type'] === undefined ? undefined : true,
  }
  const model = textOf(first(['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name']))
  const name = textOf(first(['gen_ai.tool.name', 'tool.name']))
  if (name !== undefined) return toolDrafts(attributes, name, id, about)

  const tokens = tokensOf(first)
  const spoken = listOf(parsedOf(attributes['gen_ai.output.messages'])).flatMap((message) => textsIn(message, about))
  if (tokens === undefined) return spoken.map((draft) => ({ ...draft, model }))
  const usd = numberOf(attributes['llm.cost.total'])
  const cost =
    usd === undefined ? costFields(table, model, tokens) : { cost_usd: usd, cost_source: 'reported' as const }
  const usage: Draft = {
    ...about,
    type: 'usage',
    content: tokensText(tokens),
    ext_id: id && `usage:${id}`,
    request_id: textOf(attributes['gen_ai.response.id']),
    model,
    ...tokens,
    ...cost,
  }
  return [...spoken.map((draft) => ({ ...draft, model })), usage]
}

const tokensOf = (first: (names: readonly string[]) => Json | undefined): TokenFields | undefined => {
  const all = numberOf(first(names.input))
  const output = numberOf(first(names.output))
  if (all === undefined && output === undefined) return undefined
  const [read, written] = [numberOf(first(names.read)), numberOf(first(names.written))]
  const part = (read ?? 0) + (written ?? 0)
  return {
    input_tokens: all === undefined || all < part ? all : all - part,
    output_tokens: output,
    cache_read_tokens: read,
    cache_write_tokens: written,
    reasoning_tokens: numberOf(first(names.reasoning)),
  }
}

const names = {
  input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt'],
  output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion'],
  read: ['gen_ai.usage.cache_read.input_tokens', 'llm.token_count.prompt_details.cache_read'],
  written: ['gen_ai.usage.cache_creation.input_tokens', 'llm.token_count.prompt_details.cache_write'],
  reasoning: ['gen_ai.usage.reasoning.output_tokens', 'llm.token_count.completion_details.reasoning'],
}

const toolDrafts = (attributes: Attributes, name: string, span: string | undefined, about: Partial<Draft>): Draft[] => {
  const id = textOf(attributes['gen_ai.tool.call.id']) ?? span
  const input = parsedOf(attributes['gen_ai.tool.call.arguments'] ?? attributes['input.value'])
  const output = attributes['gen_ai.tool.call.result'] ?? attributes['output.value']
  const base = { ...about, tool_id: id, tool_name: name }
  const call: Draft = {
    ...base,
    type: 'tool_call',
    content: callText(name, input ?? {}),
    ext_id: id && `call:${id}`,
    tool_input: input,
    is_error: undefined,
  }
  const content = contentOf(output) || (textOf(attributes['error.type']) ?? '')
  return [call, { ...base, type: 'tool_result', content, ext_id: id && `answer:${id}` }]
}

/** Of a message: {role, parts: [{type, content}]}. */
const textsIn = (message: Json, about: Partial<Draft>): Draft[] =>
  listOf(objectOf(message)?.parts).flatMap((part): Draft[] => {
    const of = objectOf(part)
    const content = contentOf(of?.content ?? of?.text)
    const kind = textOf(of?.type)
    if (content === '' || (kind !== 'text' && kind !== 'reasoning')) return []
    return [{ ...about, type: kind === 'text' ? 'text' : 'thinking', content }]
  })
