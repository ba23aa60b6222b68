// Import about: what a stored session says of its task as a whole: when, who, where, what was asked, how it went.
// Promises: what somebody else has said of the task already stays, but for how it went: that is said anew as long as nobody who was there did.
import type { AgentRecord, AgentResult } from '../intake/agents/agent-record.ts'
import { isObject, type JsonObject } from '../intake/ingest/json.ts'
import { found, put } from './import-service.ts'
import { repoOf } from './run-origin.ts'
import type { Session } from './session.ts'

export type About = {
  /** A line, as it is stored. */
  see(line: JsonObject): void
  /** What it said. */
  hear(record: AgentRecord): void
  /** Metadata, as far as they are known. To be told before anything else, too: a task begins with the first that is said of it. */
  describe(session: Session, taskId: string): Promise<void>
  /** What it was asked, and how it went. `lastMs`: of its last line. */
  conclude(session: Session, taskId: string, result: AgentResult, lastMs: number): Promise<void>
}

type Said = { [name: string]: string | undefined }
type Document = { [name: string]: unknown }

export const createAbout = (): About => {
  const said: Said = {}
  let message: string | undefined
  // the first who says it: what a subagent says comes later
  const note = (more: Said) => {
    for (const [name, value] of Object.entries(more)) said[name] ??= value
  }

  return {
    see: (line) => note({ ...placeIn(line), ...(isObject(line.payload) && placeIn(line.payload)) }),
    hear({ timestamp, source, session_id, model, parent_tool_id, agent_id, type, role, content }) {
      note({ created_at: timestamp, session_id })
      if (source !== 'text') note({ assigned_agent: source, agent_type: source })
      if (parent_tool_id !== undefined || agent_id !== undefined) return
      note({ model })
      if (type === 'text' && role === 'user') message ??= content
    },
    async describe({ place }, taskId) {
      const metadata = await found<Document>(place, taskId, 'metadata')
      const own = { source: 'import', provider: 'local', started_at: said.created_at, ...said }
      const news = Object.entries(own).filter(([name, value]) => value !== undefined && metadata?.[name] === undefined)
      if (news.length > 0) await put(place, taskId, 'metadata', Object.fromEntries(news))
    },
    async conclude({ place }, taskId, result, lastMs) {
      const [input, before] = await Promise.all(
        ['input', 'final-result'].map((part) => found<Document>(place, taskId, part)),
      )
      if (input === undefined && message !== undefined) await put(place, taskId, 'input', { message })
      const isFirst = before === undefined || outsiders.has(before.told_by)
      const told = { ...result, told_by: 'import', completed_at: new Date(lastMs).toISOString() }
      if (isFirst) await put(place, taskId, 'final-result', told)
    },
  }
}

// who say how it went without having been there
const outsiders: ReadonlySet<unknown> = new Set(['import', 'hook', 'service'])

/** Of Claude Code's lines, and of the `session_meta` of Codex. */
const placeIn = ({ cwd, gitBranch, git }: JsonObject): Said => {
  const { commit_hash: sha, branch = gitBranch, repository_url: url } = isObject(git) ? git : {}
  return {
    cwd: textIn(cwd),
    branch: textIn(branch ?? gitBranch),
    sha: textIn(sha),
    repo: typeof url === 'string' ? repoOf(url) : undefined,
  }
}

const textIn = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
