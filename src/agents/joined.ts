// Joined: the log of a task as it is read: what a second source has added stands in the record that it is of.
//
//   lines of the log ─▶ the last of them, in memory ─▶ lines, fewer
//                          └─ {…, adds: true} ─▶ into the record with its ext_id, if that is there
//
// Promises: every word of the log is in it once, in its order; an addition whose record is not part of what is read, or further back than
//   `maxChars`, is a line of its own; what is held is bounded by that. A log without additions is not looked into.
import type { AgentRecord } from '../intake/agents/agent-record.ts'
import { withAddition } from '../intake/agents/merge.ts'

/** `record`: once something was added to it; `chars`: with that. */
type Held = { line: string; chars: number; id?: string; record?: AgentRecord }

/** `pages`: of lines, one after the other. */
export async function* joinedLines(
  pages: AsyncIterable<readonly string[]>,
  maxChars: number,
): AsyncGenerator<readonly string[]> {
  let held: Held[] = []
  let chars = 0
  // from the first addition on
  let byId: Map<string, Held> | undefined

  const know = (one: Held) => {
    const id = one.line.includes('"ext_id":"') ? (JSON.parse(one.line) as AgentRecord).ext_id : undefined
    if (typeof id !== 'string') return
    one.id = id
    byId!.set(id, one)
  }
  /** Whether it has found its record. */
  const add = (line: string): boolean => {
    const addition = line.includes('"adds":true') ? (JSON.parse(line) as AgentRecord) : undefined
    if (addition?.adds !== true) return false
    if (byId === undefined) {
      byId = new Map()
      held.forEach(know)
    }
    const one = byId.get(addition.ext_id)
    if (one === undefined) return false
    one.record = withAddition(one.record ?? (JSON.parse(one.line) as AgentRecord), addition)
    one.chars += line.length
    chars += line.length
    return true
  }
  /** The oldest, until no more than `most` characters are left. */
  const release = (most: number): string[] => {
    let count = 0
    while (chars > most) chars -= held[count++]!.chars
    const gone = held.slice(0, count)
    held = held.slice(count)
    for (const { id } of gone) if (id !== undefined) byId!.delete(id)
    return gone.map(({ line, record }) => (record === undefined ? line : JSON.stringify(record)))
  }

  for await (const lines of pages) {
    for (const line of lines) {
      if (add(line)) continue
      const one: Held = { line, chars: line.length }
      held.push(one)
      chars += line.length
      if (byId !== undefined) know(one)
    }
    if (chars > maxChars) yield release(maxChars >> 1)
  }
  yield release(0)
}
