// Account: what the log of a task tells of how it went, for a task that is ended by somebody who was not there.
import type { AgentRecord } from '../intake/agents/agent-record.ts'
import type { Tasks } from '../tasks/tasks.ts'

const pageLength = 1000

/** All of it, in its order, without what tools were asked and answered, which may be long. */
export const recordsIn = async (tasks: Tasks, taskId: string): Promise<AgentRecord[]> => {
  const records: AgentRecord[] = []
  for (let after: string | undefined, isAll = false; !isAll; ) {
    const page = await tasks.read(taskId, 'agent-output', after === undefined ? {} : { after }, pageLength)
    for (const { line } of page.entries) records.push(short(JSON.parse(line) as AgentRecord))
    after = page.next
    isAll = page.upToDate
  }
  return records
}

const short = ({ tool_input: _, tool_output: __, ...record }: AgentRecord): AgentRecord =>
  record.type === 'tool_result' ? { ...record, content: '' } : record

/** Of the agent itself: neither those of whoever asked it nor those of a subagent. */
export const lastWords = (records: readonly AgentRecord[]): string | null =>
  records.findLast(
    ({ type, role, agent_id, parent_tool_id }) => type === 'text' && role !== 'user' && !(agent_id ?? parent_tool_id),
  )?.content ?? null
