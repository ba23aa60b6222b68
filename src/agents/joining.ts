// Joining: what an agent's stream, its hooks, its telemetry and its transcript tell of one task is written once, whoever comes first.
//
//   append(agent-output) ─▶ is it an agent's record? ─ no ─▶ as it is
//                             └ yes ─▶ merger (intake/agents/merge.ts) ─▶ new · an addition to an earlier one · told before: nothing
//
// Promises: what tasks promises; records of one task keep their order; a task that was not heard of for a while is read again, its newest
//   records only. An append that fails is forgotten, so that trying again is no repeat.
// Leaves to others: putting additions where they belong, which is for readers (joined.ts).
import { type AgentRecord, agentRecordTypes } from '../intake/agents/agent-record.ts'
import { createMerger, type Merger } from '../intake/agents/merge.ts'
import { createRecent } from '../intake/agents/recent.ts'
import type { Tasks } from '../tasks/tasks.ts'

/** `maxTasks`: remembered at once; `maxRecords`: of each, what a second source still finds. */
export type JoiningOptions = { maxTasks: number; maxRecords: number }

/** What is being written, one append after the other. */
type Work = { merger: Promise<Merger>; last: Promise<unknown> }

export const joining = (tasks: Tasks, { maxTasks, maxRecords }: JoiningOptions): Tasks => {
  const works = createRecent<Work>(maxTasks)

  const open = async (taskId: string): Promise<Merger> => {
    const merger = createMerger(maxRecords)
    const { entries } = await tasks.read(taskId, 'agent-output', { before: undefined }, maxRecords)
    merger.take(entries.flatMap(({ line }) => recordIn(line) ?? []))
    return merger
  }

  const workOn = (taskId: string): Work => {
    const work = works.get(taskId) ?? { merger: open(taskId), last: Promise.resolve() }
    works.set(taskId, work)
    return work
  }

  const append: Tasks['append'] = (taskId, part, lines, batch) => {
    if (part !== 'agent-output' || !lines.some(mayBeRecord)) return tasks.append(taskId, part, lines, batch)
    const work = workOn(taskId)
    const write = async () => {
      const merger = await work.merger
      const news = lines.flatMap((line) => linesOf(line, merger))
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
