// Codex: what `codex exec --json` prints (exec.ts) and what Codex stores of a session (rollout.ts); each line tells which of them it is.
import type { JsonObject } from '../../ingest/json.ts'
import { objectOf, textOf } from '../coerce.ts'
import type { Dialect, DialectOptions } from '../dialect.ts'
import { exec } from './exec.ts'
import { rollout } from './rollout.ts'
import { createThread } from './thread.ts'

export const codex = (options: DialectOptions): Dialect => {
  const thread = createThread(options)
  const [printed, stored] = [exec(thread, options), rollout(thread, options)]
  return {
    read: (line) => (isRollout(line) ? stored(line) : printed.read(line)),
    flush: () => printed.flush(),
    close: (end) => thread.close(end),
  }
}

const isRollout = (line: JsonObject) => typeof line.type === 'string' && objectOf(line.payload) !== undefined

/** Whether a line is one of Codex's. */
export const isCodex = (line: JsonObject): boolean => {
  const type = textOf(line.type) ?? ''
  if (isRollout(line)) return stores.has(type)
  return /^(?:thread|turn|item)\.[a-z.]+$/.test(type)
}

const stores: ReadonlySet<string> = new Set([
  'session_meta',
  'turn_context',
  'response_item',
  'event_msg',
  'compacted',
  'world_state',
])
