// Reader: a stream of any agent, line by line, as records and a result.
// Promises: nothing throws, nothing is left out: a line that no dialect makes anything of is `raw_output`; the same thing told twice is one
//   record; content and data are bounded, and say when they were cut. How the stream was cut into pieces makes no difference.
// Leaves to others: lines from bytes (lines.ts), one agent's language (claude/, codex/, gemini.ts), telling apart two sources (merge.ts).
//
//   line ─▶ JSON of a known agent? ─ no ─▶ text.ts
//              └ yes ─▶ dialect ─▶ drafts ─▶ time, ids, bounds ─▶ seen before? ─ no ─▶ records
import { isObject, type JsonObject, parseJson } from '../ingest/json.ts'
import type { AgentFormat, AgentReader, AgentRecord, AgentSource } from './agent-record.ts'
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
import { finish } from './finish.ts'
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
  { scope, prices, model, limits = agentLimits }: AgentReaderOptions,
): AgentReader => {
  const options: DialectOptions = { scope, prices, model, limits }
  const seen = createRecent<true>(limits.maxIds)
  const plain = createPlainText(limits)
  let language = format === 'auto' || format === 'text' ? undefined : languages[format]
  let dialect = language?.dialect(options)
  const places = { stdout: 0, stderr: 0 }
  let [first, last]: (AgentRecord | undefined)[] = []

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

  const take = (drafts: Draft[], atMs: number, from: 'stdout' | 'stderr', isLong: boolean): AgentRecord[] => {
    const source: AgentSource = from === 'stderr' ? 'text' : (language?.source ?? 'text')
    const name = `${scope}#${from === 'stderr' ? 'e' : ''}${places[from]}`
    // no value of a line is longer than the line
    const maxContent = isLong ? limits.maxContent : undefined
    return drafts.flatMap((draft, i) => {
      const record = finish(draft, { source, atMs, place: i === 0 ? name : `${name}/${i}`, maxContent })
      if (seen.has(record.ext_id)) return []
      seen.set(record.ext_id, true)
      if (first === undefined || record.timestamp < first.timestamp) first = record
      if (last === undefined || record.timestamp > last.timestamp) last = record
      return [record]
    })
  }

  // a stream without times of its own went on until now, a file ended long ago
  const elapsedMs = (atMs: number): number | undefined => {
    if (first === undefined || last === undefined) return undefined
    return (last.ts_source === 'server' ? atMs : Date.parse(last.timestamp)) - Date.parse(first.timestamp)
  }

  return {
    push(line, atMs, from = 'stdout') {
      if (line.trim() === '' && from === 'stdout' && dialect !== undefined) return []
      places[from]++
      const drafts = from === 'stderr' ? [plain.draft(line, from)] : draftsOf(line)
      return take(drafts, atMs, from, line.length > limits.maxContent)
    },
    end(end, atMs) {
      places.stdout++
      const records = dialect === undefined ? [] : take(dialect.flush(), atMs, 'stdout', true)
      const tails = { stdout: plain.tail('stdout'), stderr: plain.tail('stderr') }
      return { records, result: resultOf(dialect?.close(end), end, tails, elapsedMs(atMs)) }
    },
  }
}
