// Task feed: what an agent says, line by line, on its way to its task's log.
//
//   lines ─▶ reader (intake/agents/) ─▶ records ─▶ taskLog (client): batches, retries, disk ─▶ the service
//
// Promises: the agent is held up only while the service takes records, and once for at most `maxHoldMs` when it stops; nothing throws.
// Leaves to others: what becomes of a record that the service does not take (the client, which spools, drops and counts).
import type { TaskLog } from '../../client/src/index.ts'
import type { AgentEnd, AgentReader, AgentRecord, AgentResult } from '../intake/agents/agent-record.ts'
import { createBell } from './bell.ts'
import type { Taking } from './run-capture.ts'

export type TaskFeed = Taking & {
  /** Nothing more will be taken: the rest is told, and how it went. */
  end(end: AgentEnd): AgentResult
}

// beyond this the agent waits, as it would for a slow terminal
const maxWaitingChars = 16 << 20
const maxHoldMs = 1000
// a call's answer is one line, of which the record keeps the beginning; a line that is cut before it is read is none of any language
const maxLineBytes = 32 << 20

export const createTaskFeed = (log: TaskLog, reader: AgentReader): TaskFeed => {
  const freed = createBell()
  let waiting = 0
  let isStuck = false
  const told: Pick<AgentRecord, 'session_id' | 'model'> & { agent_type?: string } = {}

  const tell = (record: AgentRecord, size: number) => {
    waiting += size
    void log.output(record).then(() => {
      waiting -= size
      isStuck = false
      freed.ring()
    })
    describe(record)
  }

  /** What only the agent knows of its task, as soon as it says it. */
  const describe = ({ session_id, model, source, parent_tool_id }: AgentRecord) => {
    // a subagent may have a model of its own
    const own = parent_tool_id === undefined ? model : undefined
    const said = { session_id, model: own, agent_type: source === 'text' ? undefined : source }
    const news = Object.entries(said).filter(([name, value]) => value !== undefined && !(name in told))
    if (news.length === 0) return
    Object.assign(told, Object.fromEntries(news))
    void log.metadata(Object.fromEntries(news))
  }

  return {
    maxLineBytes,
    take(lines, stream) {
      const now = Date.now()
      for (const line of lines) for (const record of reader.push(line, now, stream)) tell(record, line.length)
    },
    async room() {
      while (waiting > maxWaitingChars && !isStuck) isStuck = !(await freed.heard(maxHoldMs))
    },
    end(end) {
      const { records, result } = reader.end(end, Date.now())
      for (const record of records) tell(record, record.content.length)
      return result
    },
  }
}
