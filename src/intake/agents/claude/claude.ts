// Claude: Claude Code's stream-json, its transcripts, and the Agent SDK's session entries, which are lines of a transcript.
// Promises: an answer's tokens are counted once, its text is told once; subagents are part of it; a stream that ends without a result
//   was aborted; a line of a type we do not know is left to be kept as it came.
// Leaves to others: blocks of messages (blocks.ts), what the CLI says about itself (system.ts), sums (usage.ts, result.ts).
// Sources: the Agent SDK's reference of messages; transcripts as tools that read them describe them: their form is not promised by anybody.
import type { JsonObject } from '../../ingest/json.ts'
import type { AgentEnd } from '../agent-record.ts'
import { contentOf, objectOf, stampOf, textOf } from '../coerce.ts'
import type { Closing, Dialect, DialectOptions, Draft } from '../dialect.ts'
import { createRecent } from '../recent.ts'
import { metricsOf } from '../tally.ts'
import { type Call, draftsOf } from './blocks.ts'
import { createPartials } from './partial.ts'
import { createResults } from './result.ts'
import { otherDraft, rateLimitDraft, systemDraft } from './system.ts'
import { createUsages, tokensOf } from './usage.ts'

export const claude = ({ prices, model: givenModel, limits }: DialectOptions): Dialect => {
  const calls = createRecent<Call>(limits.maxIds)
  const usages = createUsages(prices, limits)
  const partials = createPartials(limits)
  const results = createResults(prices)
  let [session, model, lastText, stopReason]: (string | undefined)[] = []
  let [turns, isTranscript, isApiError] = [0, false, false]
  // something was said since the last result
  let isWorking = false
  let lastMessage: string | undefined

  const aboutOf = (line: JsonObject): Partial<Draft> => {
    const parent = textOf(line.parent_tool_use_id)
    return {
      timestamp: stampOf(line.timestamp),
      session_id: textOf(line.session_id) ?? textOf(line.sessionId) ?? session,
      request_id: textOf(line.request_id) ?? textOf(line.requestId),
      prompt_id: textOf(line.promptId),
      parent_tool_id: parent,
      agent_id: textOf(line.agent_id) ?? textOf(line.agentId),
      agent_type: (parent && calls.get(parent)?.agentType) || undefined,
    }
  }
  const threadOf = (line: JsonObject) =>
    textOf(line.parent_tool_use_id) ?? (line.isSidechain === true ? `agent:${contentOf(line.agentId)}` : '')

  const assistant = (line: JsonObject, about: Partial<Draft>): Draft[] | undefined => {
    const message = objectOf(line.message)
    if (message === undefined) return undefined
    const [id, uuid, thread] = [textOf(message.id), textOf(line.uuid), threadOf(line)]
    const spoken = textOf(message.model)
    const isSynthetic = spoken === '<synthetic>'
    if (id !== undefined) partials.arrived(id, thread)
    if (thread === '') {
      if (!isSynthetic) model = spoken ?? model
      if (id !== lastMessage) turns++
      isWorking = true
      lastMessage = id
      stopReason = textOf(message.stop_reason) ?? stopReason
      isApiError = line.isApiErrorMessage === true
    }
    const said: Partial<Draft> = { ...about, message_id: id, model: isSynthetic ? undefined : spoken }
    if (textOf(line.error) !== undefined || line.isApiErrorMessage === true) said.is_error = true
    const drafts = draftsOf(message.content, { about: said, at: uuid, calls })
    const words = drafts.filter(({ type }) => type === 'text').map(({ content }) => content)
    if (thread === '' && words.length > 0) lastText = words.join('\n')

    const tokens = tokensOf(objectOf(message.usage))
    const answer = id ?? uuid
    const isCounted = tokens !== undefined && answer !== undefined && !isSynthetic
    const over = isCounted
      ? usages.take({ id: answer, thread, model: spoken ?? givenModel ?? 'unknown', tokens, about: said })
      : []
    return drafts.length === 0 && !isCounted ? undefined : [...over, ...drafts]
  }

  const user = (line: JsonObject, about: Partial<Draft>): Draft[] | undefined => {
    const message = objectOf(line.message)
    const drafts = draftsOf(message?.content, {
      about,
      at: textOf(line.uuid),
      toolOutput: line.tool_use_result ?? line.toolUseResult,
      calls,
    })
    if (drafts.length === 0) return undefined
    const isSummary = line.isCompactSummary === true
    return drafts.map((draft) =>
      draft.type === 'text' ? { ...draft, role: 'user', ...(isSummary ? { event: 'compact_summary' } : {}) } : draft,
    )
  }

  return {
    read(line) {
      isTranscript ||= typeof line.sessionId === 'string'
      const about = aboutOf(line)
      session = about.session_id
      const type = textOf(line.type)
      switch (type) {
        case 'assistant':
          return assistant(line, about)
        case 'user':
          return user(line, about)
        case 'system': {
          if (line.subtype === 'init') model = textOf(line.model) ?? model
          return [systemDraft(line, about)]
        }
        case 'result':
          isWorking = false
          return [...usages.flush(), ...results.take(line, about)]
        case 'rate_limit_event':
          return [rateLimitDraft(line, about)]
        case 'stream_event': {
          const event = objectOf(line.event)
          if (event === undefined) return undefined
          const use = partials.take(event, threadOf(line), about)
          if (use) usages.add(use.id, threadOf(line), use.tokens)
          return []
        }
        case 'conversation_reset':
          results.reset()
          return [otherDraft(line, type, about)]
        default:
          return type !== undefined && told.has(type) ? [otherDraft(line, type, about)] : undefined
      }
    },
    flush: () => [...partials.flush(), ...usages.flush()],
    close(end): Closing {
      const counted = usages.models()
      const said = results.close(counted)
      const isBroken = isWorking && (end.signal !== undefined || end.isTimedOut === true || (end.exitCode ?? 0) !== 0)
      const closing = said === undefined ? withoutResult(end) : isBroken ? brokenOff(said) : said
      return {
        ...closing,
        result: closing.result ?? lastText ?? null,
        session_id: closing.session_id ?? session,
        metrics: { ...(closing.metrics ?? metricsOf(counted, prices)), model: model ?? givenModel },
      }
    },
  }

  /** In the middle of a turn behind its last result, which is not of this turn: what it says that it has cost is not all. */
  function brokenOff(said: Closing): Closing {
    const metrics = { ...metricsOf(usages.models(), prices), turns: turns || undefined }
    const least = (metrics.cost_usd ?? null) === null ? (said.metrics?.cost_usd ?? undefined) : undefined
    const error = null
    return {
      ...said,
      outcome: 'aborted',
      result: lastText ?? null,
      error,
      metrics: { ...metrics, least_cost_usd: least },
    }
  }

  // a transcript has no result line: it tells by the last answer whether anything was left to do
  function withoutResult({ exitCode = 0 }: AgentEnd): Closing {
    const isOver = isTranscript && (stopReason === 'end_turn' || stopReason === 'stop_sequence')
    const isGood = isOver && !isApiError && exitCode === 0
    const metrics = { ...metricsOf(usages.models(), prices), turns: turns || undefined }
    if (isGood) return { outcome: 'success', result: null, error: null, metrics }
    return {
      outcome: isApiError ? 'failed' : 'aborted',
      result: null,
      error: isApiError ? (lastText ?? null) : null,
      metrics,
    }
  }
}

/** Known lines that have nothing but fields. */
const told: ReadonlySet<string> = new Set([
  'agent-name',
  'ai-title',
  'attachment',
  'auth_status',
  'bridge-session',
  'custom-title',
  'file-history-snapshot',
  'last-prompt',
  'mode',
  'permission-mode',
  'pr-link',
  'progress',
  'prompt_suggestion',
  'queue-operation',
  'summary',
  'tool_progress',
  'tool_use_summary',
])

/** Whether a line is one of Claude Code's. */
export const isClaude = (line: JsonObject): boolean => {
  const type = textOf(line.type)
  if (type === undefined) return false
  const hasSession = typeof line.session_id === 'string' || typeof line.sessionId === 'string'
  if (type === 'assistant' || type === 'user') return objectOf(line.message) !== undefined
  if (type === 'system') return typeof line.subtype === 'string'
  if (type === 'result') return typeof line.subtype === 'string' || line.total_cost_usd !== undefined
  if (type === 'summary') return typeof line.leafUuid === 'string'
  return (told.has(type) || type === 'stream_event' || type === 'rate_limit_event') && hasSession
}
