// Hooks: what Claude Code posts to a URL while it works: one body, one event, without any state.
// Promises: nothing it is given makes it throw; a call and its answer have the ids that they have in the stream, so that both are one; an
//   event we do not know is kept with all its fields.
// Leaves to others: answering (at once, with an empty 2xx: the agent waits for it), which task it belongs to.
// Source: Claude Code's reference of hooks.
import type { Json } from '../../record/record.ts'
import { isObject, type JsonObject } from '../ingest/json.ts'
import type { AgentRecord } from './agent-record.ts'
import { callText, digest, exitCodeIn } from './call.ts'
import { contentOf, flagOf, jsonOf, listOf, numberOf, objectOf, restOf, textOf } from './coerce.ts'
import type { AgentLimits, Draft } from './dialect.ts'
import { finish } from './finish.ts'

/** `body`: as it was posted. Where it names no call, it is known by what it says and when it came. */
export const recordsOfHook = (body: Json, atMs: number, limits: AgentLimits): AgentRecord[] => {
  const named = isObject(body) ? draftsOf(body) : [{ type: 'raw_output' as const, content: jsonOf(body) }]
  const place = `hook:${atMs}:${digest(jsonOf(body))}`
  return named.map((draft, i) =>
    finish(draft, { source: 'hook', atMs, place: i === 0 ? place : `${place}/${i}`, maxContent: limits.maxContent }),
  )
}

const draftsOf = (body: JsonObject): Draft[] => {
  const event = textOf(body.hook_event_name)
  if (event === undefined) return [{ type: 'raw_output', content: jsonOf(body) }]
  const about: Partial<Draft> = {
    event,
    session_id: textOf(body.session_id),
    prompt_id: textOf(body.prompt_id),
    agent_id: textOf(body.agent_id),
    agent_type: textOf(body.agent_type),
  }
  const details = restOf(body, known)
  switch (event) {
    case 'PreToolUse':
      return [callDraft(body, about)]
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return [callDraft(body, about), answerDraft(body, about)]
    case 'PostToolBatch':
      return listOf(body.tool_calls).flatMap((call) => {
        const of = objectOf(call)
        return of === undefined ? [] : [callDraft(of, about), answerDraft(of, about)]
      })
    case 'PermissionRequest':
    case 'PermissionDenied':
      return [permissionDraft(body, about)]
    case 'UserPromptSubmit':
      return [{ ...about, type: 'text', role: 'user', content: contentOf(body.prompt) }]
    case 'Stop':
    case 'SubagentStop':
      return [...lastWords(body, about), { ...about, type: 'system', content: event, details }]
    case 'StopFailure':
      return [{ ...about, type: 'system', content: contentOf(body.error) || event, is_error: true, details }]
    case 'PreCompact':
    case 'PostCompact':
      return [
        { ...about, type: 'compaction', content: [event, textOf(body.trigger)].filter(Boolean).join(', '), details },
      ]
    default:
      return [{ ...about, type: 'system', content: sayingOf(body, event), model: textOf(body.model), details }]
  }
}

const known = [
  'hook_event_name',
  'session_id',
  'prompt_id',
  'agent_id',
  'agent_type',
  'tool_name',
  'tool_input',
  'tool_use_id',
  'last_assistant_message',
]

// the stream tells them, too; where there is none they are all that was said
const lastWords = (body: JsonObject, about: Partial<Draft>): Draft[] => {
  const content = contentOf(body.last_assistant_message)
  return content === '' ? [] : [{ ...about, type: 'text', content }]
}

const callDraft = (body: JsonObject, about: Partial<Draft>): Draft => {
  const [id, name = ''] = [textOf(body.tool_use_id), textOf(body.tool_name)]
  const input = body.tool_input ?? {}
  const content = callText(name, input)
  return {
    ...about,
    type: 'tool_call',
    content,
    ext_id: id && `call:${id}`,
    tool_id: id,
    tool_name: name,
    tool_input: input,
  }
}

const answerDraft = (body: JsonObject, about: Partial<Draft>): Draft => {
  const id = textOf(body.tool_use_id)
  const error = textOf(body.error)
  const response = body.tool_response
  return {
    ...about,
    type: 'tool_result',
    content: error ?? responseText(response),
    ext_id: id && `answer:${id}`,
    tool_id: id,
    tool_name: textOf(body.tool_name),
    tool_output: isObject(response) ? response : undefined,
    is_error: about.event === 'PostToolUseFailure' ? true : undefined,
    exit_code: error === undefined ? undefined : exitCodeIn(error),
    status: flagOf(body.is_interrupt) ? 'interrupted' : undefined,
    duration_ms: numberOf(body.duration_ms),
  }
}

// Bash answers with both streams, other tools with a text or with fields of their own
const responseText = (response: Json | undefined): string => {
  const of = objectOf(response)
  if (of === undefined) return contentOf(response)
  const streams = [of.stdout, of.stderr].map(contentOf).filter(Boolean)
  return streams.join('\n') || contentOf(of.content ?? of.text ?? of)
}

const permissionDraft = (body: JsonObject, about: Partial<Draft>): Draft => {
  const [id, name = ''] = [textOf(body.tool_use_id), textOf(body.tool_name)]
  const isDenied = about.event === 'PermissionDenied'
  const input = body.tool_input ?? {}
  return {
    ...about,
    type: 'permission',
    content: textOf(body.reason) ?? callText(name, input),
    ext_id: id && `${isDenied ? 'denied' : 'asked'}:${id}`,
    status: isDenied ? 'denied' : 'asked',
    tool_id: id,
    tool_name: name,
    tool_input: input,
    details: restOf(body, known),
  }
}

const sayingOf = (
  { message, reason, source, task_subject: subject, description }: JsonObject,
  event: string,
): string => {
  const said = [message, subject, description, reason, source].map((value) => textOf(value)).find(Boolean)
  return said === undefined ? event : `${event}: ${said}`
}
