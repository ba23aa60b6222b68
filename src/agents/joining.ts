// Joining: what an agent's stream, its hooks, its telemetry and its transcript tell of one task is written once, whoever comes first.
//
//   append(agent-output) ─▶ is it an agent's record? ─ no ─▶ as it is
//                             ├ yes ─▶ merger (intake/agents/merge.ts) ─▶ new · an addition to an earlier one · told before: nothing
//                             └ a SessionStore's ─▶ as it is; what it tells (kept.ts) ─▶ merger, behind it
//
// Promises: what tasks promises; records of one task keep their order; a task that was not heard of for a while is read again, its newest
//   records only. An append that fails is forgotten, so that trying again is no repeat.
// Leaves to others: putting additions where they belong, which is for readers (joined.ts).
import { type AgentRecord, agentRecordTypes } from '../intake/agents/agent-record.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { createMerger, type Merger } from '../intake/agents/merge.ts'
import { createRecent } from '../intake/agents/recent.ts'
import { outputLine } from '../tasks/line.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { createKept, type Kept, mayBeKept } from './kept.ts'

/** `maxTasks`: remembered at once; `maxRecords`: of each, what a second source still finds; `maxRecordBytes`: of a line of ours. */
export type JoiningOptions = {
  maxTasks: number
  maxRecords: number
  maxRecordBytes: number
  prices: PriceTable
  now: () => number
}

/** `isDescribed`: its metadata name the session that is kept in it. */
type Known = { merger: Merger; kept: Kept; isDescribed: boolean }
/** What is being written, one append after the other. */
type Work = { known: Promise<Known>; last: Promise<unknown> }

// with their subagents; a task has one, or a few that were resumed
const maxSessions = 100

export const joining = (tasks: Tasks, options: JoiningOptions): Tasks => {
  const { maxTasks, maxRecords, maxRecordBytes, prices, now } = options
  const works = createRecent<Work>(maxTasks)

  const open = async (taskId: string): Promise<Known> => {
    const [merger, kept] = [createMerger(maxRecords), createKept(prices, maxSessions)]
    const { entries } = await tasks.read(taskId, 'agent-output', { before: undefined }, maxRecords)
    merger.take(entries.flatMap(({ line }) => recordIn(line) ?? []))
    kept.take(entries.map(({ line }) => line))
    return { merger, kept, isDescribed: false }
  }

  /** What nobody has said of the task, and only its session knows. */
  const describe = async (taskId: string, known: Known, records: readonly AgentRecord[]) => {
    if (known.isDescribed || records.length === 0) return
    const before = (await tasks.note(taskId, 'metadata')) ?? {}
    const model = records.find(({ model, agent_id }) => model !== undefined && agent_id === undefined)?.model
    const said = { session_id: records[0]!.session_id, agent_type: 'claude', model }
    const news = Object.entries(said).filter(([name, value]) => value !== undefined && before[name] === undefined)
    if (news.length > 0) await tasks.put(taskId, 'metadata', Object.fromEntries(news))
    known.isDescribed = model !== undefined
  }

  const workOn = (taskId: string): Work => {
    const work = works.get(taskId) ?? { known: open(taskId), last: Promise.resolve() }
    works.set(taskId, work)
    return work
  }

  const append: Tasks['append'] = (taskId, part, lines, batch) => {
    if (part !== 'agent-output' || !lines.some((line) => mayBeRecord(line) || mayBeKept(line)))
      return tasks.append(taskId, part, lines, batch)
    const work = workOn(taskId)
    const write = async () => {
      const known = await work.known
      const { merger, kept } = known
      const told = kept.take(lines)
      const { fresh, additions } = merger.take(told)
      await describe(taskId, known, told)
      const news = [
        ...lines.flatMap((line) => linesOf(line, merger)),
        ...[...fresh, ...additions].map((record) => outputLine(record, now(), maxRecordBytes)),
      ]
      if (news.length > 0) return tasks.append(taskId, part, news, batch)
      // all of it was there: what is asked for is where the log stands
      const {
        entries: [newest],
      } = await tasks.read(taskId, part, { before: undefined }, 1)
      // unless somebody else has dropped it meanwhile
      return newest?.cursor ?? tasks.append(taskId, part, lines, batch)
    }
    const done = work.last.then(write).catch((error) => {
      if (works.get(taskId) === work) works.delete(taskId)
      throw error
    })
    work.last = done.catch(() => undefined)
    return done
  }

  const drop: Tasks['drop'] = async (taskId) => {
    works.delete(taskId)
    await tasks.drop(taskId)
  }

  return { ...tasks, append, drop }
}

const linesOf = (line: string, merger: Merger): string[] => {
  const record = recordIn(line)
  if (record === undefined) return [line]
  const { fresh, additions } = merger.take([record])
  return fresh.length > 0 ? [line] : additions.map((addition) => JSON.stringify(addition))
}

const mayBeRecord = (line: string) => line.includes('"ext_id":"')

/** A line of the log, when it has what the merger looks at. */
const recordIn = (line: string): AgentRecord | undefined => {
  if (!mayBeRecord(line)) return undefined
  const record = JSON.parse(line) as Partial<AgentRecord>
  const texts = [record.ext_id, record.type, record.content, record.source, record.timestamp]
  const isWhole = texts.every((text) => typeof text === 'string') && types.has(record.type!)
  return isWhole ? (record as AgentRecord) : undefined
}

const types: ReadonlySet<string> = new Set(agentRecordTypes)
