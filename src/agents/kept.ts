// Kept: a session that a SessionStore keeps in a task's log, to be resumed, told as if somebody had listened to it.
//
//   {type: raw_output, transcript: {…}, entry: {…}} ─▶ a line of a transcript ─▶ reader (intake/agents/) ─▶ records
//
// Promises: nothing throws; an entry that comes again has the same names; one that nothing is made of stays what it is.
// Leaves to others: what was told before, by this way or another (joining.ts); the form of what is kept (the client's transcript.ts).
import { fromLeaves } from '../../client/src/leaves.ts'
import type { SessionEntry, SessionRecord } from '../../client/src/transcript.ts'
import type { AgentReader, AgentRecord } from '../intake/agents/agent-record.ts'
import { digest } from '../intake/agents/call.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { createAgentReader } from '../intake/agents/reader.ts'
import { createRecent } from '../intake/agents/recent.ts'
import { isObject } from '../intake/ingest/json.ts'
import type { Attributes } from '../record/record.ts'

export type Kept = {
  /** What lines of the log that were written together tell, in their order. Others are passed over. */
  take(lines: readonly string[]): AgentRecord[]
}

/** An entry as its line, with when it was appended. */
type Line = { text: string; atMs: number; session: string }
type Parts = Extract<SessionRecord, { part: unknown }>

const scope = 'kept'

/** `maxSessions`: of which is remembered which calls of tools are open. */
export const createKept = (prices: PriceTable, maxSessions: number): Kept => {
  const readers = createRecent<AgentReader>(maxSessions)
  const openParts = createRecent<Parts['leaves'][]>(maxSessions)
  const open = () => createAgentReader('claude', { scope, prices })

  /** A large one with the last of its parts. */
  const entryOf = (record: SessionRecord): SessionEntry | undefined => {
    if ('entry' in record) return record.entry
    if (!('part' in record)) return undefined
    const [part, parts] = record.part
    const name = `${record.session_id} ${record.transcript.subpath ?? ''}`
    const before = part === 1 ? [] : (openParts.get(name) ?? [])
    openParts.delete(name)
    if (before.length !== part - 1) return undefined
    const all = [...before, record.leaves]
    if (part === parts) return fromLeaves(all.flat()) as SessionEntry
    openParts.set(name, all)
    return undefined
  }
  const lineOf = (line: string): Line[] => {
    const record = JSON.parse(line) as SessionRecord
    const atMs = Date.parse(record.transcript?.at)
    if (!isKept(record as unknown as Attributes) || Number.isNaN(atMs) || typeof record.session_id !== 'string')
      return []
    try {
      const entry = entryOf(record)
      return entry === undefined ? [] : [{ text: JSON.stringify(entry), atMs, session: record.session_id }]
    } catch {
      // in another form than our client's: it is kept, and that is all
      return []
    }
  }

  /** What was used, as far as these lines know it: later ones of the same answer may say more, and nobody says which is the last. */
  const usagesIn = (lines: readonly Line[]): AgentRecord[] => {
    const reader = open()
    const told = lines.flatMap(({ text, atMs }) => reader.push(text, atMs))
    return [...told, ...reader.end({}, lines.at(-1)!.atMs).records].filter(({ type }) => type === 'usage')
  }

  return {
    take(lines) {
      const sessions = Map.groupBy(lines.filter(mayBeKept).flatMap(lineOf), ({ session }) => session)
      return [...sessions].flatMap(([session, own]) => {
        const reader = readers.get(session) ?? open()
        readers.set(session, reader)
        const told = own.flatMap(({ text, atMs }) => reader.push(text, atMs).map((record) => named(record, text)))
        return [...told.filter(({ type }) => type !== 'raw_output'), ...usagesIn(own)].map((record) => ({
          ...record,
          session_id: record.session_id ?? session,
        }))
      })
    },
  }
}

/** Whether a line of the log may be one that a SessionStore keeps. */
export const mayBeKept = (line: string): boolean => line.includes('"transcript":{')

/** Whether it is: for the SessionStore, and no news to whoever reads what it tells. */
export const isKept = ({ type, transcript }: Attributes): boolean => type === 'raw_output' && isObject(transcript)

// what has no id of its own has that of its words: its place is another one after a start
const named = (record: AgentRecord, text: string): AgentRecord =>
  record.ext_id.startsWith(`${scope}#`)
    ? { ...record, ext_id: record.ext_id.replace(/^kept#\d+/, `entry:${digest(text)}`) }
    : record
