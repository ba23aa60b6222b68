// Blocks: what stands in a message of Claude, one record a block.
// Promises: a block of a kind we do not know is kept as JSON, with its kind.
// Source: the Messages API's content blocks, as Claude Code prints and stores them.
import type { Json } from '../../../record/record.ts'
import { isObject, type JsonObject } from '../../ingest/json.ts'
import { callText, digest, exitCodeIn } from '../call.ts'
import { contentOf, flagOf, jsonOf, objectOf, restOf, textOf } from '../coerce.ts'
import type { Draft } from '../dialect.ts'
import type { Recent } from '../recent.ts'

/** What a tool was called for, to be found again by its answer and by its subagent. */
export type Call = { name: string; agentType?: string }

/** `about`: what all blocks of the line share; `at`: names the line, when it has a name. */
export type Message = { about: Partial<Draft>; at?: string; toolOutput?: Json; calls: Recent<Call> }

/** `content` of a message: a text, or a list of blocks. */
export const draftsOf = (content: Json | undefined, message: Message): Draft[] => {
  if (typeof content === 'string') return content === '' ? [] : [textDraft('text', content, 0, message)]
  if (!Array.isArray(content)) return []
  return content.map((block, i) => blockDraft(block, i, message))
}

const blockDraft = (block: Json, i: number, message: Message): Draft => {
  if (!isObject(block)) return unknown(block, undefined, message)
  const kind = textOf(block.type) ?? ''
  if (kind === 'text') return textDraft('text', contentOf(block.text), i, message)
  if (kind === 'thinking') return textDraft('thinking', contentOf(block.thinking), i, message)
  if (kind === 'redacted_thinking') return textDraft('thinking', '[redacted]', i, message)
  if (kind.endsWith('tool_result')) return answerDraft(block, message)
  if (kind.endsWith('tool_use')) return callDraft(block, message)
  return unknown(block, kind, message)
}

const textDraft = (type: 'text' | 'thinking', content: string, i: number, { about, at }: Message): Draft => ({
  ...about,
  type,
  content,
  // a stream and a transcript number lines each in its own way, but agree on the message and what it says
  ext_id: about.message_id ? `${type}:${about.message_id}:${digest(content)}` : at && `${type}:${at}/${i}`,
})

const callDraft = (block: JsonObject, { about, calls }: Message): Draft => {
  const [id, name = ''] = [textOf(block.id), textOf(block.name)]
  const input = block.input ?? {}
  if (id !== undefined) calls.set(id, { name, agentType: textOf(objectOf(input)?.subagent_type) })
  return {
    ...about,
    type: 'tool_call',
    content: callText(name, input),
    ext_id: id && `call:${id}`,
    tool_name: name,
    tool_id: id,
    tool_input: input,
  }
}

const answerDraft = (block: JsonObject, { about, toolOutput, calls }: Message): Draft => {
  const id = textOf(block.tool_use_id)
  const content = contentOf(block.content)
  const isError = flagOf(block.is_error)
  return {
    ...about,
    type: 'tool_result',
    content,
    ext_id: id && `answer:${id}`,
    tool_id: id,
    tool_name: id && calls.get(id)?.name,
    is_error: isError,
    exit_code: isError ? exitCodeIn(content) : undefined,
    tool_output: isObject(toolOutput) ? restOf(toolOutput, []) : undefined,
  }
}

const unknown = (block: Json, kind: string | undefined, { about }: Message): Draft => ({
  ...about,
  type: 'raw_output',
  event: kind,
  content: jsonOf(block),
})
