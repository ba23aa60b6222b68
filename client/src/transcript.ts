// Transcript: entries of a session as records of a task's output.
//
//   {timestamp, type:"raw_output", content:<type of the entry>, session_id, transcript:{project, subpath?, at}, entry:{…}}
//   {…                                                                             …}, leaves:[…], part:[1, 3]}   a large entry
//   {…                                                                             …}, deleted:true}
//
// Promises: an entry lies in its record as JSON, not as text, so that masking a secret in it leaves it JSON.
// Leaves to others: cutting (leaves.ts), reading (transcripts.ts), sending (session-store.ts).
import { type Leaf, leavesOf } from './leaves.ts'

/** `subpath`: of a subagent's transcript, as `subagents/agent-<id>`. */
export type SessionKey = { projectKey: string; sessionId: string; subpath?: string | undefined }

/** A line of a transcript; only these members matter here. */
export type SessionEntry = { type: string; uuid?: string; timestamp?: string; [more: string]: unknown }

/** A record of ours. `part`: which of how many, from 1; those of one entry stand together. `at`: when it was appended. */
export type SessionRecord = {
  timestamp: string
  type: 'raw_output'
  content: string
  session_id: string
  transcript: { project: string; subpath?: string | undefined; at: string }
} & Form
type Form = { entry: SessionEntry } | { leaves: Leaf[]; part: [number, number] } | { deleted: true }

/** Records that say that `entries` were appended at `nowMs`, or, without them, that all before is deleted. */
export const recordsOf = (key: SessionKey, nowMs: number, entries?: SessionEntry[]): SessionRecord[] => {
  const at = new Date(nowMs).toISOString()
  const recordOf = (content: string, timestamp: string, form: Form): SessionRecord => ({
    timestamp,
    type: 'raw_output',
    content,
    session_id: key.sessionId,
    transcript: { project: key.projectKey, subpath: key.subpath, at },
    ...form,
  })
  if (!entries) return [recordOf('deleted', at, { deleted: true })]
  return entries.flatMap((entry) =>
    formsOf(entry).map((form) => recordOf(String(entry.type), entry.timestamp ?? at, form)),
  )
}

// of an entry, and of a text in it: 768 KiB as JSON in UTF-8 at worst, and a record may have 1 MiB
const maxChars = 131_072

const formsOf = (entry: SessionEntry): Form[] => {
  if (JSON.stringify(entry).length <= maxChars) return [{ entry }]
  const parts: Leaf[][] = []
  let room = 0
  for (const leaf of leavesOf(entry, maxChars)) {
    const size = JSON.stringify(leaf).length
    if (size > room) {
      parts.push([])
      room = maxChars
    }
    parts.at(-1)!.push(leaf)
    room -= size
  }
  return parts.map((leaves, i) => ({ leaves, part: [i + 1, parts.length] }))
}
