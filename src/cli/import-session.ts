// Import session: a stored session of an agent becomes a task, or what is missing of one.
//
//   import-lines.ts ─▶ reader ─▶ records ─▶ merger, which knows what the task has ─▶ what is new ─▶ the service
//                                        └─▶ metadata, input, result: what nobody has said yet
//
// Promises: the same session is always the same task, and each of its records is there once, however often it is imported, in which state,
//   and whoever else has told of it; times are the session's own.
import { basename } from 'node:path'
import type { AgentRecord, AgentResult } from '../intake/agents/agent-record.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { createMerger, type Merger } from '../intake/agents/merge.ts'
import { createAgentReader } from '../intake/agents/reader.ts'
import { sessionTask } from '../intake/agents/session-task.ts'
import { CliError, exitCodes } from './failure.ts'
import { createAbout } from './import-about.ts'
import { type StoredLine, storedLines } from './import-lines.ts'
import { renamed, scopeIn } from './import-scope.ts'
import { append, found } from './import-service.ts'
import type { Session } from './session.ts'

export type Imported = { taskId: string; records: number; added: number; result: AgentResult }

// what is not understood by then is no session
const maxPreamble = 1000
const maxIds = 1_000_000
const batchRecords = 500
const batchChars = 1 << 20

/** Errors: CliError, ReadError. `prices`: for agents that don't say what they spent. */
export const importSession = async (
  session: Session,
  path: string,
  { taskId: named, prices }: { taskId: string | undefined; prices: PriceTable },
): Promise<Imported> => {
  // of an agent that numbers nothing, a line is known by its file and its place in it
  const scope = `import:${basename(path).replace(/\.gz$/, '')}`
  const reader = createAgentReader('auto', { scope, prices })
  const about = createAbout()
  let waiting: AgentRecord[] = []
  let target: Target | undefined
  let [records, added, lines, lastMs, isKnown]: [number, number, number, number, boolean] = [0, 0, 0, 0, false]
  let chars = 0
  let first: StoredLine | undefined

  const send = async () => {
    if (target === undefined || waiting.length === 0) return
    target.scope ??= scopeIn(target.known, waiting, scope) ?? scope
    const { fresh, additions } = target.merger.take(waiting.map((record) => renamed(record, scope, target!.scope!)))
    await append(session.place, target.taskId, [...fresh, ...additions])
    added += fresh.length
    ;[waiting, chars] = [[], 0]
  }
  const take = async (told: AgentRecord[], size: number) => {
    for (const record of told) {
      records++
      waiting.push(record)
      isKnown ||= record.source !== 'text'
      about.hear(record)
      const taskId = named ?? (record.session_id && sessionTask(record.session_id))
      if (target === undefined && taskId && isKnown) {
        target = await targetOf(session, taskId)
        await about.describe(session, taskId)
      }
    }
    chars += size
    if (waiting.length >= batchRecords || chars >= batchChars) await send()
  }

  for await (const line of storedLines(path)) {
    const { text, value, error, atMs, file, number, isOpen } = line
    if (value === undefined && isOpen) {
      session.say(`${file}, line ${number}: it was not written to its end, and is left out`)
      continue
    }
    first ??= line
    lines++
    if (value === undefined && isKnown && text.trim() !== '')
      session.say(`${file}, line ${number}: ${error}; it is kept as it is`)
    if (value) about.see(value)
    lastMs = Math.max(lastMs, atMs)
    await take(reader.push(text, atMs), text.length)
    if (!isKnown && lines >= maxPreamble) break
  }
  if (!isKnown) throw strange(path, first)
  const { records: rest, result } = reader.end({}, lastMs)
  await take(rest, 0)
  if (target === undefined)
    throw new CliError(exitCodes.usage, `${path} names no session`, 'say which task it is: --task-id <id>')
  const { taskId } = target
  await send()
  await about.describe(session, taskId)
  await about.conclude(session, taskId, result, lastMs)
  return { taskId, records, added, result }
}

const strange = (path: string, line: StoredLine | undefined): CliError => {
  const hint =
    'it takes transcripts and stream-json of Claude Code, rollouts and exec JSON of Codex, stream-json of Gemini CLI'
  if (line === undefined) return new CliError(exitCodes.error, `${path} is empty`, hint)
  const type = typeof line.value?.type === 'string' ? ` of type ${line.value.type}` : ''
  const why = line.value === undefined ? line.error : `an object${type}, which is no agent's that is known here`
  return new CliError(exitCodes.error, `${line.file}, line ${line.number}: ${why}`, hint)
}

/** `known`: what it had before; `scope`: under which name it has the stream. */
type Target = { taskId: string; known: AgentRecord[]; merger: Merger; scope?: string }

const targetOf = async ({ place }: Session, taskId: string): Promise<Target> => {
  const merger = createMerger(maxIds)
  const output = (await found<AgentRecord[]>(place, taskId, 'agent-output')) ?? []
  const known = output.filter(({ ext_id }) => typeof ext_id === 'string')
  merger.take(known)
  return { taskId, known, merger }
}
