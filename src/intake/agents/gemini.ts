// Gemini: Gemini CLI's stream-json.
// Promises: the pieces of a message are one text; what came from the cache is not counted as input again.
// Source: gemini-cli, packages/core/src/output/types.ts; exit codes: docs/cli/headless.md.
//
//   init ─▶ message (delta …) │ tool_use ─▶ tool_result │ error ─▶ result, with sums of the whole session
import type { JsonObject } from '../ingest/json.ts'
import type { AgentMetrics, Outcome, TokenFields } from './agent-record.ts'
import { callText } from './call.ts'
import { contentOf, numberOf, objectOf, restOf, stampOf, textOf } from './coerce.ts'
import type { Closing, Dialect, DialectOptions, Draft } from './dialect.ts'
import { createRecent } from './recent.ts'
import { costFields, type Models, metricsOf, tokensText } from './tally.ts'

export const gemini = ({ scope, prices, model: givenModel, limits }: DialectOptions): Dialect => {
  let [session, model]: (string | undefined)[] = [undefined, givenModel]
  let saying: { about: Partial<Draft>; pieces: string[]; length: number } | undefined
  let messages = 0
  const calls = createRecent<string>(limits.maxIds)
  let lastText: string | undefined
  let closing: Closing | undefined
  let error: string | undefined

  // counted anew when the session begins anew, so that a stream told twice has the same names twice
  const messageId = (role: string) => `text:${scope}/${session ?? ''}/${role}/${++messages}`

  const said = (): Draft[] => {
    if (saying === undefined) return []
    const { about, pieces } = saying
    saying = undefined
    lastText = pieces.join('')
    return [{ ...about, type: 'text', content: lastText, ext_id: messageId('assistant') }]
  }

  const message = (line: JsonObject, about: Partial<Draft>): Draft[] => {
    const content = contentOf(line.content)
    if (textOf(line.role) === 'user') {
      return [...said(), { ...about, type: 'text', role: 'user', content, ext_id: messageId('user') }]
    }
    if (line.delta === true) {
      saying ??= { about: { ...about, model }, pieces: [], length: 0 }
      if (saying.length < limits.maxContent) saying.pieces.push(content)
      else saying.about.is_partial = true
      saying.length += content.length
      return []
    }
    const before = said()
    lastText = content
    return [...before, { ...about, type: 'text', content, model, ext_id: messageId('assistant') }]
  }

  const answer = (line: JsonObject, about: Partial<Draft>): Draft[] => {
    const id = textOf(line.tool_id)
    const draft: Draft = {
      ...about,
      type: 'tool_result',
      content: contentOf(line.output) || (messageOf(line.error) ?? ''),
      ext_id: id && `answer:${id}`,
      tool_id: id,
      tool_name: id && calls.get(id),
      status: textOf(line.status),
      is_error: textOf(line.status) === 'error',
      details: objectOf(line.error),
    }
    if (textOf(objectOf(line.error)?.type) !== 'permission_denied') return [draft]
    return [{ ...draft, type: 'permission', ext_id: id && `denied:${id}`, status: 'denied' }, draft]
  }

  const result = (line: JsonObject, about: Partial<Draft>): Draft[] => {
    const before = said()
    const stats = objectOf(line.stats)
    const models = modelsOf(stats, model ?? 'unknown')
    // `auto` in the beginning, and what it came to at the end
    const names = Object.keys(models)
    if (names.length === 1) model = names[0]
    const metrics: Partial<AgentMetrics> = { ...metricsOf(models, prices), duration_seconds: secondsOf(stats) }
    const isGood = textOf(line.status) === 'success'
    const outcome: Outcome = isGood ? 'success' : 'failed'
    error = isGood ? undefined : (messageOf(line.error) ?? error ?? 'failed')
    closing = { outcome, result: lastText ?? null, error: error ?? null, session_id: session, metrics }
    const usage = Object.entries(models).map(([name, tokens]): Draft => {
      return {
        ...about,
        type: 'usage',
        content: tokensText(tokens),
        ext_id: `usage:${scope}/${session ?? ''}/${name}`,
        model: name,
        ...tokens,
        ...costFields(prices, name, tokens),
      }
    })
    return [
      ...before,
      ...usage,
      {
        ...about,
        type: 'result',
        content: error ?? lastText ?? '',
        ext_id: `result:${scope}/${session ?? ''}`,
        is_error: !isGood,
        status: textOf(line.status),
        duration_ms: numberOf(stats?.duration_ms),
        details: restOf(line, ['type', 'timestamp', 'status']),
      },
    ]
  }

  return {
    read(line) {
      const about: Partial<Draft> = { timestamp: stampOf(line.timestamp), session_id: session, event: undefined }
      switch (textOf(line.type)) {
        case 'init': {
          const before = said()
          messages = 0
          session = textOf(line.session_id)
          model = textOf(line.model) ?? givenModel
          const content = `session: ${model ?? 'model not said'}`
          const ext_id = `init:${scope}/${session ?? ''}`
          return [...before, { ...about, type: 'system', event: 'init', session_id: session, model, content, ext_id }]
        }
        case 'message':
          return message(line, about)
        case 'tool_use': {
          const [id, name = ''] = [textOf(line.tool_id), textOf(line.tool_name)]
          const input = line.parameters ?? {}
          if (id !== undefined) calls.set(id, name)
          const content = callText(name, input)
          const ext_id = id && `call:${id}`
          return [
            ...said(),
            { ...about, type: 'tool_call', content, ext_id, tool_id: id, tool_name: name, tool_input: input },
          ]
        }
        case 'tool_result':
          return [...said(), ...answer(line, about)]
        case 'error': {
          const isError = textOf(line.severity) !== 'warning'
          const content = contentOf(line.message)
          if (isError) error = content
          const status = textOf(line.severity)
          return [...said(), { ...about, type: 'system', event: 'error', content, status, is_error: isError }]
        }
        case 'result':
          return result(line, about)
        default:
          return undefined
      }
    },
    flush: said,
    close({ exitCode }) {
      const base: Closing = closing ?? { outcome: 'aborted', result: lastText ?? null, error: error ?? null }
      const outcome = exitCode === turnLimit ? 'max_turns' : base.outcome
      return { ...base, outcome, session_id: session, metrics: { ...base.metrics, model } }
    },
  }
}

const turnLimit = 53

const messageOf = (error: JsonObject[string] | undefined) => textOf(objectOf(error)?.message) ?? textOf(error)

const secondsOf = (stats: JsonObject | undefined) => {
  const ms = numberOf(stats?.duration_ms)
  return ms === undefined ? undefined : ms / 1000
}

// newer versions say it by model, too, with the same names
const modelsOf = (stats: JsonObject | undefined, model: string): Models => {
  if (stats === undefined) return {}
  const rows = Object.entries(objectOf(stats.models) ?? {}).flatMap(([name, row]) => {
    const tokens = tokensOf(objectOf(row))
    return tokens === undefined ? [] : [[name, tokens] as const]
  })
  if (rows.length > 0) return Object.fromEntries(rows)
  const tokens = tokensOf(stats)
  return tokens === undefined ? {} : { [model]: tokens }
}

// input_tokens = cached + input
const tokensOf = (stats: JsonObject | undefined): TokenFields | undefined => {
  const [all, output, read] = [stats?.input_tokens, stats?.output_tokens, stats?.cached].map(numberOf)
  const fresh = all === undefined ? numberOf(stats?.input) : Math.max(0, all - (read ?? 0))
  if (fresh === undefined && output === undefined) return undefined
  return { input_tokens: fresh, output_tokens: output, cache_read_tokens: read }
}

export const isGemini = (line: JsonObject): boolean => {
  const type = textOf(line.type)
  if (type === 'init') return typeof line.session_id === 'string' && typeof line.timestamp === 'string'
  if (type === 'message') return typeof line.role === 'string' && typeof line.content === 'string'
  if (type === 'tool_use' || type === 'tool_result') return typeof line.tool_id === 'string'
  return type === 'result' && typeof line.status === 'string'
}
