// Seen: where a failure was met before, by which tasks, and whether its step has passed since.
import type { CiLogRow, CiMeeting } from '../catalog/ci-logs.ts'
import type { CiRooms } from './rooms.ts'

/** `commits`: at how many others before this one; `headSha`: the newest of them, `tasks`: that have to do with it. */
export type Seen = {
  fingerprint: string
  summary: string
  commits: number
  headSha: string
  createdMs: number
  greenSha?: string
  tasks: string[]
}

export type SeenRow = CiLogRow & { seen: Seen[] }

const maxMeetings = 500
const maxTasks = 3

/** `rows`: of one commit. What was never met before is not in the answer. */
export const withSeen = async ({ catalog, links }: CiRooms, rows: readonly CiLogRow[]): Promise<SeenRow[]> => {
  const [first] = rows
  const fingerprints = [...new Set(rows.flatMap(({ failures }) => failures.map(({ fingerprint }) => fingerprint)))]
  if (first === undefined || fingerprints.length === 0) return rows.map((row) => ({ ...row, seen: [] }))
  const meetings = await catalog.met(first.repo, fingerprints, first.headSha, maxMeetings)
  const byFingerprint = Map.groupBy(meetings, ({ fingerprint }) => fingerprint)
  const tasks = new Map<string, string[]>()
  const tasksOf = async (sha: string) => {
    const known = tasks.get(sha) ?? (await links.tasksOf('sha', sha)).slice(0, maxTasks)
    tasks.set(sha, known)
    return known
  }
  const seenOf = async (row: CiLogRow): Promise<Seen[]> => {
    const seen: Seen[] = []
    for (const { fingerprint, summary } of row.failures) {
      const before = earlier(byFingerprint.get(fingerprint) ?? [], row)
      const [last] = before
      if (last === undefined) continue
      const commits = new Set(before.map(({ headSha }) => headSha)).size
      seen.push({ ...last, summary, commits, tasks: await tasksOf(last.headSha) })
    }
    return seen
  }
  const shown: SeenRow[] = []
  for (const row of rows) shown.push({ ...row, seen: await seenOf(row) })
  return shown
}

const earlier = (meetings: readonly CiMeeting[], { createdMs }: CiLogRow) =>
  meetings.filter((meeting) => meeting.createdMs < createdMs)

/** One line for the newest of them; empty when there are none. Commits and ids of tasks have safe letters only. */
export const seenText = (seen: readonly Seen[]): string => {
  const [last] = [...seen].sort((a, b) => b.createdMs - a.createdMs)
  if (last === undefined) return ''
  const by = last.tasks.length === 0 ? '' : ` by ${last.tasks.join(', ')}`
  const others = last.commits === 1 ? '' : ` and ${last.commits - 1} more`
  const since =
    last.greenSha === undefined ? 'not known to have passed since' : `passed since at ${short(last.greenSha)}`
  return `seen before at ${short(last.headSha)}${others}${by}, ${since}`
}

const short = (sha: string) => sha.slice(0, 12)
