// Reader: a stream of any agent, line by line, as records and a result.
// Promises: nothing throws, nothing is left out: a line that no dialect makes anything of is `raw_output`; the same thing told twice is one
//   record; content and data are bounded, and say when they were cut. How the stream was cut into pieces makes no difference.
// Leaves to others: lines from bytes (lines.ts), one agent's language (claude/, codex/, gemini.ts), telling apart two sources (merge.ts).
//
//   line ─▶ JSON of a known agent? ─ no ─▶ text.ts
//              └ yes ─▶ dialect ─▶ drafts ─▶ time, ids, bounds ─▶ seen before? ─ no ─▶ records
import type { Json } from '../../record/record.ts'
import { cutDepth } from '../ingest/depth.ts'
import { isObject, type JsonObject, parseJson } from '../ingest/json.ts'
import { isoOf } from '../ingest/time.ts'
import type { AgentFormat, AgentReader, AgentRecord, AgentResult, AgentSource } from './agent-record.ts'
import { claude, isClaude } from './claude/claude.ts'
import { codex, isCodex } from './codex/codex.ts'
import {
  type AgentLimits,
  agentLimits,
  type Dialect,
  type DialectOptions,
  type Draft,
  type PriceTable,
} from './dialect.ts'
import { gemini, isGemini } from './gemini.ts'
import { createRecent } from './recent.ts'
import { resultOf } from './result.ts'
import { createPlainText } from './text.ts'

/** `scope`: the same for a stream that is read again, another for every other stream of a task: where an agent numbers nothing, its lines
 *  are known by it and by their place. `model`: for agents that do not say theirs. */
export type AgentReaderOptions = { scope: string; prices: PriceTable; model?: string; limits?: AgentLimits }

type Language = {
  source: AgentSource
  dialect: (options: DialectOptions) => Dialect
  owns: (line: JsonObject) => boolean
}

const languages: { readonly [format in 'claude' | 'codex' | 'gemini']: Language } = {
  claude: { source: 'claude', dialect: claude, owns: isClaude },
  codex: { source: 'codex', dialect: codex, owns: isCodex },
  gemini: { source: 'gemini', dialect: gemini, owns: isGemini },
}

/** `auto`: what comes before the first line of a known agent is plain text, and all of it when there is none. */
export const createAgentReader = (
  format: AgentFormat,
  { limits = agentLimits, ...given }: AgentReaderOptions,
): AgentReader => {
  const options: DialectOptions = { ...given, limits }
  const seen = createRecent<true>(limits.maxIds)
  const plain = createPlainText(limits)
  let language = format === 'auto' || format === 'text' ? undefined : languages[format]
  let dialect = language?.dialect(options)
  const places = { stdout: 0, stderr: 0 }
  let [first, last]: (string | undefined)[] = []

  const draftsOf = (line: string): Draft[] => {
    if (format === 'text') return [plain.draft(line, 'stdout')]
    const value = line.trimStart().startsWith('{') ? parseJson(line).value : undefined
    const object = isObject(value) ? value : undefined
    if (dialect === undefined && object !== undefined) {
      language = Object.values(languages).find(({ owns }) => owns(object))
      dialect = language?.dialect(options)
    }
    if (dialect === undefined) return [plain.draft(line, 'stdout')]
    const drafts = object && dialect.read(object)
    if (drafts !== undefined) return drafts
    const type = object?.type
    return [{ type: 'raw_output', content: line, event: typeof type === 'string' ? type : undefined }]
  }

  const finish = (drafts: Draft[], atMs: number, stream: 'stdout' | 'stderr', isLong: boolean): AgentRecord[] => {
    const nowIso = isoOf(Math.floor(atMs))
    return drafts.flatMap((draft, i) => {
      const place = `${given.scope}#${stream === 'stderr' ? 'e' : ''}${places[stream]}${i === 0 ? '' : `/${i}`}`
      const record = recordOf(draft, { nowIso, place, source: stream === 'stderr' ? 'text' : sourceOf() })
      if (seen.has(record.ext_id)) return []
      seen.set(record.ext_id, true)
      if (first === undefined || record.timestamp < first) first = record.timestamp
      if (last === undefined || record.timestamp > last) last = record.timestamp
      return [isLong ? bounded(record, limits.maxContent) : record]
    })
  }
  const sourceOf = (): AgentSource => language?.source ?? 'text'

  return {
    push(line, atMs, from = 'stdout') {
      if (line.trim() === '' && from === 'stdout' && dialect !== undefined) return []
      places[from]++
      const drafts = from === 'stderr' ? [plain.draft(line, from)] : draftsOf(line)
      return finish(drafts, atMs, from, line.length > limits.maxContent)
    },
    end(end, atMs) {
      places.stdout++
      const records = dialect === undefined ? [] : finish(dialect.flush(), atMs, 'stdout', true)
      const elapsedMs = first === undefined || last === undefined ? undefined : Date.parse(last) - Date.parse(first)
      const closing = dialect?.close(end)
      const result: AgentResult = resultOf(
        closing,
        end,
        { stdout: plain.tail('stdout'), stderr: plain.tail('stderr') },
        elapsedMs,
      )
      return { records, result }
    },
  }
}

type Finishing = { nowIso: string; place: string; source: AgentSource }

const recordOf = (draft: Draft, { nowIso, place, source }: Finishing): AgentRecord => {
  const { timestamp, type, content, ext_id, ...fields } = draft
  const record: AgentRecord = {
    timestamp: timestamp ?? nowIso,
    type,
    content,
    source,
    ts_source: timestamp === undefined ? 'server' : 'agent',
    ext_id: ext_id ?? place,
  }
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) Object.assign(record, { [name]: value })
  return shallow(record)
}

const data = ['tool_input', 'tool_output', 'details'] as const

const shallow = (record: AgentRecord): AgentRecord => {
  for (const name of data) {
    const value: Json | undefined = record[name]
    if (value !== undefined) Object.assign(record, { [name]: cutDepth(value) })
  }
  return record
}

/** Only for lines that are long themselves: no value of a line is longer than the line. */
const bounded = (record: AgentRecord, maxContent: number): AgentRecord => {
  const { content } = record
  if (content.length > maxContent) {
    const cut = `${content.slice(0, maxContent)} … [cut: ${content.length - maxContent} of ${content.length} characters]`
    Object.assign(record, { content: cut, is_partial: true })
  }
  for (const name of data) {
    const value: Json | undefined = record[name]
    const json = value === undefined ? '' : JSON.stringify(value)
    if (json.length > maxContent) {
      Object.assign(record, { [name]: { cut: `${json.slice(0, maxContent)}…`, characters: json.length } })
    }
  }
  return record
}
