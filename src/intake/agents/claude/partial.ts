// Partial: what Claude is saying at this moment, with --include-partial-messages.
// Promises: nothing is told twice: a piece is dropped once the block it belongs to has come as a whole; what was being said when the
//   stream broke off is not lost.
//
//   message_start ─▶ content_block_start ─▶ content_block_delta … ─▶ the whole block, as a line of its own ─▶ content_block_stop
import type { JsonObject } from '../../ingest/json.ts'
import type { TokenFields } from '../agent-record.ts'
import { numberOf, objectOf, textOf } from '../coerce.ts'
import type { AgentLimits, Draft } from '../dialect.ts'
import { createRecent } from '../recent.ts'
import { tokensOf } from './usage.ts'

type Said = { type: 'text' | 'thinking'; pieces: string[]; length: number }
type Speaking = { id: string; about: Partial<Draft>; blocks: Map<number, Said> }

export type Partials = {
  /** `use`: what is known by now of the answer's tokens. */
  take(event: JsonObject, thread: string, about: Partial<Draft>): { id: string; tokens: TokenFields } | undefined
  /** All blocks of the message that have begun have come as a whole. */
  arrived(id: string, thread: string): void
  flush(): Draft[]
}

export const createPartials = ({ maxIds, maxContent }: AgentLimits): Partials => {
  const speaking = createRecent<Speaking>(maxIds)
  return {
    take(event, thread, about) {
      const kind = textOf(event.type)
      if (kind === 'message_start') {
        const message = objectOf(event.message)
        const id = textOf(message?.id)
        if (id === undefined) return undefined
        speaking.set(thread, { id, about: { ...about, message_id: id }, blocks: new Map() })
        const tokens = tokensOf(objectOf(message?.usage))
        return tokens && { id, tokens }
      }
      const now = speaking.get(thread)
      if (now === undefined) return undefined
      if (kind === 'content_block_delta') add(now, event, maxContent)
      if (kind === 'message_delta') {
        const tokens = tokensOf(objectOf(event.usage))
        return tokens && { id: now.id, tokens }
      }
      return undefined
    },
    arrived(id, thread) {
      const now = speaking.get(thread)
      if (now?.id === id) now.blocks.clear()
    },
    flush: () => [...speaking.entries()].flatMap(([, now]) => told(now)),
  }
}

const add = ({ blocks }: Speaking, event: JsonObject, maxContent: number): void => {
  const delta = objectOf(event.delta)
  const type = textOf(delta?.type) === 'thinking_delta' ? 'thinking' : 'text'
  const piece = textOf(type === 'thinking' ? delta?.thinking : delta?.text)
  if (piece === undefined) return
  const at = numberOf(event.index) ?? 0
  const block = blocks.get(at) ?? { type, pieces: [], length: 0 }
  if (block.length < maxContent && blocks.size < maxBlocks) {
    block.pieces.push(piece)
    block.length += piece.length
    blocks.set(at, block)
  }
}

// of one message at once; only one is ever open
const maxBlocks = 100

const told = ({ id, about, blocks }: Speaking): Draft[] =>
  [...blocks].map(([at, { type, pieces }]) => ({
    ...about,
    type,
    content: pieces.join(''),
    ext_id: `${type}:${id}:partial/${at}`,
    is_partial: true,
  }))
