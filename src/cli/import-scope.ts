// Import scope: under which name a task has the same stream already, of an agent whose numbers begin anew in every process.
//
//   live      call:r-1/thread/item_0           answer:r-1/thread/item_0            …
//   saved     call:import:f/thread/item_0      answer:import:f/thread/item_0       the same words under the same numbers: it is r-1
//
// Promises: another process that went on with the same session is another stream, for it says other things under the same numbers.
import type { AgentRecord } from '../intake/agents/agent-record.ts'

/** `told`: the first records of what is imported, named by `own`. Undefined: the task does not have them. */
export const scopeIn = (
  known: readonly AgentRecord[],
  told: readonly AgentRecord[],
  own: string,
): string | undefined => {
  const byId = new Map(known.map((record) => [record.ext_id, record]))
  const named = told.filter(({ ext_id }) => ext_id.includes(own))
  const [first] = named
  if (first === undefined) return undefined
  const [head, tail] = [first.ext_id.slice(0, first.ext_id.indexOf(own)), first.ext_id.split(own).at(-1)!]
  const scopes = [...byId.keys()]
    .filter((id) => id.startsWith(head) && id.endsWith(tail))
    .map((id) => id.slice(head.length, id.length - tail.length))
  return scopes.find((scope) => {
    const pairs = named.map((record) => [record, byId.get(renamed(record, own, scope).ext_id)] as const)
    return pairs.every(([record, twin]) => twin === undefined || isSame(record, twin))
  })
}

export const renamed = (record: AgentRecord, own: string, scope: string): AgentRecord => {
  const { ext_id, tool_id } = record
  const change = (id: string) => id.replace(own, () => scope)
  return { ...record, ext_id: change(ext_id), ...(tool_id !== undefined && { tool_id: change(tool_id) }) }
}

// what is a secret was masked on its way in
const isSame = (record: AgentRecord, twin: AgentRecord) =>
  record.type === twin.type && (record.content === twin.content || twin.content.includes('[masked:'))
