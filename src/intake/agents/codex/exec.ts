// Exec: what `codex exec --json` prints.
// Promises: a call and its answer are two records, whichever of them was told; a command that never ended keeps what it had printed.
// Source: codex-rs, exec/src/exec_events.rs. It says no times, no model and no cost.
//
//   thread.started ─▶ turn.started ─▶ item.started ─▶ item.updated … ─▶ item.completed ─▶ turn.completed │ turn.failed
import type { JsonObject } from '../../ingest/json.ts'
import { contentOf, objectOf, restOf, textOf } from '../coerce.ts'
import type { DialectOptions, Draft } from '../dialect.ts'
import { createRecent } from '../recent.ts'
import { answerOf, type Item, isTool, itemDraft, toolDrafts } from './items.ts'
import type { Thread } from './thread.ts'

export const exec = (thread: Thread, { scope, limits }: DialectOptions) => {
  const open = createRecent<Item>(limits.maxIds)
  // items are numbered from 0 in every process, also in one that goes on with a thread
  const idOf = (name: string) => `${scope}/${thread.id ?? ''}/${name}`

  const item = (line: JsonObject, state: string): Draft[] | undefined => {
    const of = objectOf(line.item)
    const type = textOf(of?.type)
    if (of === undefined || type === undefined) return undefined
    const id = textOf(of.id)
    const one: Item = { of, type, name: id && idOf(id), about: { session_id: thread.id, event: type } }
    if (!isTool(type)) {
      // what is not over is told again, whole, when it is
      if (state !== 'completed' && !isList(type)) return []
      if (type === 'agent_message') thread.lastText = textOf(of.text) ?? thread.lastText
      return itemDraft(one)
    }
    thread.isDeclined = textOf(of.status) === 'declined'
    if (state === 'completed') {
      if (one.name) open.delete(one.name)
      return toolDrafts(one)
    }
    if (one.name) open.set(one.name, one)
    return toolDrafts(one, 'call')
  }

  const ended = (line: JsonObject): Draft[] => {
    const isGood = line.type === 'turn.completed'
    const about = { session_id: thread.id, event: textOf(line.type) }
    const name = idOf(`turn-${thread.turn}`)
    if (!isGood) thread.error = textOf(objectOf(line.error)?.message) ?? textOf(line.error) ?? thread.error
    else thread.error = undefined
    const outcome = isGood ? 'success' : thread.isDeclined ? 'denied' : 'failed'
    const usage = thread.usage(`usage:${name}`, objectOf(line.usage), about)
    return [...usage, thread.result(`result:${name}`, outcome, about)]
  }

  const read = (line: JsonObject): Draft[] | undefined => {
    const event = textOf(line.type)
    const about = { session_id: thread.id, event }
    switch (event) {
      case 'thread.started': {
        thread.id = textOf(line.thread_id)
        thread.turn = 0
        const content = `session: ${thread.id ?? 'without an id'}`
        return [{ ...about, session_id: thread.id, type: 'system', content, model: thread.model, ext_id: idOf(event) }]
      }
      case 'turn.started': {
        thread.turn++
        thread.ended = undefined
        const name = `turn-${thread.turn}`
        return [{ ...about, type: 'system', content: `turn ${thread.turn}`, ext_id: idOf(`${name}/${event}`) }]
      }
      case 'turn.completed':
      case 'turn.failed':
        return ended(line)
      case 'item.started':
      case 'item.updated':
      case 'item.completed':
        return item(line, event.slice('item.'.length))
      case 'item.plan.delta':
        // its item comes whole when it is completed
        return []
      case 'error': {
        const content = contentOf(line.message)
        const isRetry = /^reconnecting/i.test(content)
        if (!isRetry) thread.error = content
        return [{ ...about, type: isRetry ? 'retry' : 'system', content, is_error: true, details: restOf(line, known) }]
      }
      default:
        return undefined
    }
  }

  return {
    read,
    flush: () => [...open.entries()].flatMap(([, one]) => answerOf(one, true)),
  }
}

const known = ['type', 'message']
const isList = (type: string) => type === 'todo_list'
