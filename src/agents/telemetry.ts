// Telemetry: which records of OTLP an agent told of itself, and what they say of its work.
// Promises: of what no agent told, a look or two at each record is all.
import type { AgentRecord } from '../intake/agents/agent-record.ts'
import { agentLimits, type PriceTable } from '../intake/agents/dialect.ts'
import { recordsOfTelemetry } from '../intake/agents/telemetry/telemetry.ts'
import type { LogRecord } from '../record/record.ts'

/** Whether it may have something for a task's log. */
export const isAgentEvent = ({ source, type = '', taskId, attributes }: LogRecord): boolean =>
  services.has(source) ||
  type.startsWith('claude_code.') ||
  type.startsWith('codex.') ||
  (taskId !== undefined && isModelCall(attributes))

/** As `service.name` of Claude Code and of Codex. */
const services: ReadonlySet<string> = new Set(['claude-code', 'codex_exec', 'codex_tui', 'codex_cli_rs'])

// OpenTelemetry's conventions for generative AI, before them its provider's, and OpenInference's
const isModelCall = (attributes: LogRecord['attributes'] = {}): boolean =>
  'gen_ai.operation.name' in attributes || 'gen_ai.system' in attributes || 'openinference.span.kind' in attributes

/** Its fields are those that a reader of OTLP has made of names of OpenTelemetry's: here they have those again. */
export const recordsOfTaken = (record: LogRecord, nowMs: number, prices: PriceTable): AgentRecord[] => {
  const { ts, source, type, traceId, spanId, message, attributes } = record
  return recordsOfTelemetry(
    {
      eventName: type ?? message,
      attributes: { ...attributes, 'service.name': source },
      timeMs: Date.parse(ts),
      ...(traceId !== undefined && { traceId }),
      ...(spanId !== undefined && { spanId }),
    },
    nowMs,
    prices,
    agentLimits,
  )
}
