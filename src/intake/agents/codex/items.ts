// Items: what Codex did in a turn, as records.
// Promises: an item of a kind we do not know is kept as JSON, with its kind.
import type { Json } from '../../../record/record.ts'
import { isObject, type JsonObject } from '../../ingest/json.ts'
import { callText } from '../call.ts'
import { contentOf, jsonOf, listOf, numberOf, objectOf, restOf, textOf } from '../coerce.ts'
import type { Draft } from '../dialect.ts'

/** `name`: the item's own id, made unique; without one it is known by its place. */
export type Item = { of: JsonObject; type: string; name?: string; about: Partial<Draft> }

const tools: ReadonlySet<string> = new Set([
  'command_execution',
  'file_change',
  'mcp_tool_call',
  'collab_tool_call',
  'web_search',
])

export const isTool = (type: string): boolean => tools.has(type)

/** An item that is no call of a tool. */
export const itemDraft = ({ of, type, name, about }: Item): Draft[] => {
  const ext_id = name && `${type}:${name}`
  switch (type) {
    case 'agent_message':
    case 'assistant_message':
      return [{ ...about, type: 'text', content: contentOf(of.text), ext_id }]
    case 'reasoning':
      return [{ ...about, type: 'thinking', content: contentOf(of.text), ext_id }]
    case 'plan':
      return [{ ...about, type: 'system', content: contentOf(of.text), ext_id }]
    case 'todo_list':
      // it is told each time that it changes
      return [
        {
          ...about,
          type: 'system',
          content: listOf(of.items).map(todoText).join('\n'),
          details: restOf(of, ['id', 'type']),
        },
      ]
    case 'error':
      return [{ ...about, type: 'system', content: contentOf(of.message), is_error: true, ext_id }]
    default:
      return [{ ...about, type: 'raw_output', content: jsonOf(of), ext_id }]
  }
}

const todoText = (item: Json): string =>
  isObject(item) ? `[${item.completed === true ? 'x' : ' '}] ${contentOf(item.text)}` : contentOf(item)

/** The call, and unless only that is asked for, its answer. */
export const toolDrafts = (item: Item, only?: 'call'): Draft[] => {
  const { tool, input } = calledOf(item)
  const call: Draft = {
    ...item.about,
    type: 'tool_call',
    content: callText(tool, input),
    ext_id: item.name && `call:${item.name}`,
    tool_name: tool,
    tool_id: item.name,
    tool_input: input,
  }
  return only === 'call' ? [call] : [call, ...answerOf(item)]
}

/** `isPartial`: it had not come to its end. */
export const answerOf = (item: Item, isPartial = false): Draft[] => {
  const { of, name, about } = item
  const content = outputOf(item)
  if (isPartial && content === '') return []
  const [status, code] = [textOf(of.status), numberOf(of.exit_code)]
  const isError = status === 'failed' || status === 'declined' || (code ?? 0) !== 0 || objectOf(of.error) !== undefined
  const answer: Draft = {
    ...about,
    type: 'tool_result',
    content,
    ext_id: name && (isPartial ? `answer:${name}/partial` : `answer:${name}`),
    tool_name: calledOf(item).tool,
    tool_id: name,
    status,
    exit_code: code,
    is_error: isError,
    ...(isPartial ? { is_partial: true } : {}),
  }
  if (status !== 'declined') return [answer]
  const denied = { ...answer, type: 'permission' as const, content: `declined: ${calledText(item)}` }
  return [{ ...denied, ext_id: name && `denied:${name}`, status: 'denied' }, answer]
}

const calledText = (item: Item) => {
  const { tool, input } = calledOf(item)
  return callText(tool, input)
}

const calledOf = ({ of, type }: Item): { tool: string; input: Json } => {
  if (type === 'command_execution') return { tool: type, input: { command: of.command ?? '' } }
  if (type === 'file_change') return { tool: type, input: { changes: of.changes ?? [] } }
  if (type === 'mcp_tool_call') {
    return { tool: `mcp__${contentOf(of.server)}__${contentOf(of.tool)}`, input: of.arguments ?? {} }
  }
  if (type === 'collab_tool_call') return { tool: textOf(of.tool) ?? type, input: restOf(of, collab) ?? {} }
  return { tool: type, input: restOf(of, ['id', 'type', 'status']) ?? {} }
}

const collab = ['id', 'type', 'tool', 'status', 'agents_states']

const outputOf = ({ of, type }: Item): string => {
  if (type === 'command_execution') return contentOf(of.aggregated_output)
  if (type === 'file_change') return listOf(of.changes).map(changeText).join('\n')
  if (type === 'collab_tool_call') return contentOf(of.agents_states)
  if (type === 'web_search') return textOf(of.query) ?? ''
  const error = objectOf(of.error)
  const result = objectOf(of.result)
  return textOf(error?.message) ?? contentOf(result?.content ?? result?.structured_content ?? of.result)
}

const changeText = (change: Json): string =>
  isObject(change) ? `${contentOf(change.kind)} ${contentOf(change.path)}` : contentOf(change)
