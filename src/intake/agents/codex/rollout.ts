// Rollout: the file in which Codex stores a session, a line an event: {timestamp, type, payload}.
// Promises: what is stored both as a response item and as an event is one record; tokens are those of each answer, never the running sum.
// Source: files as tools that read them describe them; their form is not promised by anybody.
import type { Json } from '../../../record/record.ts'
import type { JsonObject } from '../../ingest/json.ts'
import { callText, digest } from '../call.ts'
import { contentOf, flagOf, numberOf, objectOf, parsedOf, restOf, stampOf, textOf } from '../coerce.ts'
import type { DialectOptions, Draft } from '../dialect.ts'
import { createRecent } from '../recent.ts'
import type { Thread } from './thread.ts'

type About = Partial<Draft>

export const rollout = (thread: Thread, { scope, limits }: DialectOptions) => {
  const calls = createRecent<string>(limits.maxIds)
  const twins = createTwins(limits.maxIds)
  let total: JsonObject | undefined

  const message = (payload: JsonObject, about: About, from: Stored): Draft[] => {
    const role = textOf(payload.role) ?? 'assistant'
    const content = contentOf(payload.content ?? payload.message ?? payload.text)
    if (content === '' || twins.isTold(`${role}:${digest(content)}`, from)) return []
    if (role === 'assistant') thread.lastText = content
    const said: Draft = { ...about, type: 'text', content, ext_id: saidId(role, content, about) }
    return [role === 'assistant' ? { ...said, model: thread.model } : { ...said, role }]
  }

  const thinking = (payload: JsonObject, about: About, from: Stored): Draft[] => {
    const content = contentOf(payload.summary) || contentOf(payload.content ?? payload.text)
    if (content === '' || twins.isTold(`thinking:${digest(content)}`, from)) return []
    return [{ ...about, type: 'thinking', content, ext_id: saidId('thinking', content, about) }]
  }

  const saidId = (what: string, content: string, { timestamp = '', session_id = '' }: About) =>
    `${what}:${session_id || scope}:${timestamp}:${digest(content)}`

  const call = (payload: JsonObject, name: string, input: Json, about: About): Draft[] => {
    const id = textOf(payload.call_id) ?? textOf(payload.id)
    if (id !== undefined) calls.set(id, name)
    const content = callText(name, input)
    return [
      {
        ...about,
        type: 'tool_call',
        content,
        ext_id: id && `call:${id}`,
        tool_name: name,
        tool_id: id,
        tool_input: input,
      },
    ]
  }

  const answer = (payload: JsonObject, about: About): Draft[] => {
    const id = textOf(payload.call_id)
    const told = objectOf(payload.output) ?? wrapped(payload.output)
    const code = numberOf(payload.exit_code) ?? numberOf(objectOf(told?.metadata)?.exit_code)
    const isGood = flagOf(told?.success) ?? flagOf(payload.success)
    const isError = code !== undefined ? code !== 0 : isGood === undefined ? undefined : !isGood
    return [
      {
        ...about,
        type: 'tool_result',
        content: contentOf(told?.output ?? told?.content ?? payload.output ?? payload.aggregated_output),
        ext_id: id && `answer:${id}`,
        tool_id: id,
        tool_name: id && calls.get(id),
        exit_code: code,
        is_error: isError,
      },
    ]
  }

  const item = (payload: JsonObject, about: About): Draft[] | undefined => {
    const type = textOf(payload.type)
    const said = { ...about, event: type }
    switch (type) {
      case 'message':
        return message(payload, said, 'item')
      case 'reasoning':
        return thinking(payload, said, 'item')
      case 'function_call':
        return call(payload, contentOf(payload.name), parsedOf(payload.arguments) ?? {}, said)
      case 'custom_tool_call':
        return call(payload, contentOf(payload.name), payload.input ?? {}, said)
      case 'local_shell_call':
      case 'web_search_call':
        return call(payload, type, payload.action ?? {}, said)
      case 'function_call_output':
      case 'custom_tool_call_output':
        return answer(payload, said)
      default:
        return undefined
    }
  }

  const tokens = (payload: JsonObject, about: About): Draft[] => {
    const info = objectOf(payload.info)
    if (info === undefined) {
      return [{ ...about, type: 'rate_limit', content: 'rate limits', details: objectOf(payload.rate_limits) }]
    }
    const sum = objectOf(info.total_token_usage)
    const last = objectOf(info.last_token_usage) ?? (sum && since(sum, total))
    // the same sum again is the same answer, told again
    const id = `usage:${about.session_id ?? scope}:${contentOf(sum?.total_tokens) || about.timestamp}:${digest(contentOf(last))}`
    total = sum ?? total
    return thread.usage(id, last, about)
  }

  const event = (payload: JsonObject, about: About): Draft[] | undefined => {
    const type = textOf(payload.type)
    const said: About = { ...about, event: type }
    const name = `${about.session_id ?? scope}/${about.timestamp ?? ''}`
    switch (type) {
      case 'user_message':
        return message({ ...payload, role: 'user' }, said, 'event')
      case 'agent_message':
        return message({ ...payload, role: 'assistant' }, said, 'event')
      case 'agent_reasoning':
        return thinking(payload, said, 'event')
      case 'token_count':
        return tokens(payload, said)
      case 'exec_command_end':
        return answer(payload, said)
      case 'task_started':
        thread.turn++
        thread.ended = undefined
        return [{ ...said, type: 'system', content: `turn ${thread.turn}` }]
      case 'task_complete':
        thread.lastText = textOf(payload.last_agent_message) ?? thread.lastText
        return [thread.result(`result:${name}`, 'success', said, numberOf(payload.duration_ms))]
      case 'turn_aborted':
        thread.error = textOf(payload.reason)
        return [thread.result(`result:${name}`, 'aborted', said, numberOf(payload.duration_ms))]
      case 'error':
        thread.error = textOf(payload.message)
        return [{ ...said, type: 'system', content: contentOf(payload.message), is_error: true }]
      default:
        return type === undefined
          ? undefined
          : [{ ...said, type: 'system', content: type, details: restOf(payload, ['type']) }]
    }
  }

  return (line: JsonObject): Draft[] | undefined => {
    const payload = objectOf(line.payload) ?? {}
    const type = textOf(line.type)
    if (type === 'session_meta') thread.id = textOf(payload.id) ?? thread.id
    const about: About = { timestamp: stampOf(line.timestamp), session_id: thread.id, event: type }
    switch (type) {
      case 'session_meta': {
        const content = `session: ${[textOf(payload.cwd), textOf(payload.cli_version)].filter(Boolean).join(', ')}`
        // the whole prompt of the system stands there
        const details = restOf(payload, ['base_instructions', 'instructions'])
        return [{ ...about, type: 'system', content, details, ext_id: thread.id && `session_meta:${thread.id}` }]
      }
      case 'turn_context': {
        const model = textOf(payload.model)
        thread.model = model ?? thread.model
        return [
          {
            ...about,
            type: 'system',
            content: `turn with ${model ?? 'a model not said'}`,
            model,
            details: restOf(payload, []),
          },
        ]
      }
      case 'response_item':
        return item(payload, about)
      case 'event_msg':
        return event(payload, about)
      case 'compacted':
        return [{ ...about, type: 'compaction', content: contentOf(payload.message) || 'compacted' }]
      case 'world_state':
        return [{ ...about, type: 'system', content: 'world state', details: restOf(payload, []) }]
      default:
        return undefined
    }
  }
}

// older versions put {output, metadata: {exit_code}} into the text; any other text is the answer itself
const wrapped = (output: Json | undefined): JsonObject | undefined => {
  const value = objectOf(parsedOf(output))
  return value?.output !== undefined && objectOf(value.metadata) !== undefined ? value : undefined
}

type Stored = 'item' | 'event'

/** Texts are stored twice, as an item and as an event, in either order: of each pair the first is told. */
const createTwins = (max: number) => {
  const alone = createRecent<{ from: Stored; count: number }>(max)
  return {
    isTold(key: string, from: Stored): boolean {
      const before = alone.get(key)
      if (before !== undefined && before.from !== from && before.count > 0) {
        before.count--
        return true
      }
      alone.set(key, { from, count: before?.from === from ? before.count + 1 : 1 })
      return false
    },
  }
}

const since = (now: JsonObject, before: JsonObject | undefined): JsonObject =>
  Object.fromEntries(
    Object.entries(now).map(([name, value]) => {
      const count = numberOf(value)
      return [name, count === undefined ? value : Math.max(0, count - (numberOf(before?.[name]) ?? 0))]
    }),
  )
