// Task shape: what a task says, as the service takes it.
// Promises: one odd field does not cost the whole document, which the service would refuse: times are times, texts are texts, amounts
//   are numbers or null; what is not known here is left as it is. May throw what a getter of the caller's throws.
import { asText, timestampOf } from './entry.ts'
import type { FinalResult, OutputRecord, TaskInput, TaskMetadata, TaskMetrics, WebhookStage } from './task.ts'

type Time = Parameters<typeof timestampOf>[0]

/** What says no time of its making was made now, not when the service was back. */
export const metadataOf = (fields: Partial<TaskMetadata>): object => {
  const shaped: Record<string, unknown> = { created_at: undefined, ...fields }
  for (const name of ['status', 'source', 'provider', 'assigned_agent', 'agent_type', 'model'])
    if (isSaid(shaped[name])) shaped[name] = asText(shaped[name])
  for (const name of ['started_at', 'completed_at'])
    if (isSaid(shaped[name])) shaped[name] = timestampOf(shaped[name] as Time)
  return { ...shaped, created_at: timestampOf((shaped.created_at ?? undefined) as Time) }
}

export const inputOf = ({ message, ...more }: TaskInput): object => ({ message: asText(message), ...more })

export const stageOf = ({ timestamp, stage, ...more }: WebhookStage): object => ({
  timestamp: timestampOf(timestamp),
  stage: asText(stage) || 'unknown',
  ...more,
})

export const outputOf = ({ timestamp, type = 'output', content, ...more }: OutputRecord): object => ({
  timestamp: timestampOf(timestamp),
  type,
  content: asText(content),
  ...more,
})

export const resultOf = ({ success, metrics, completed_at, ...more }: FinalResult): object => ({
  success: success === true,
  ...more,
  ...(isSaid(metrics) && { metrics: metricsOf(metrics) }),
  completed_at: timestampOf(completed_at),
})

const metricsOf = (metrics: Partial<TaskMetrics>): object =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [
      name,
      /_(?:usd|tokens|seconds)$/.test(name) ? amountOf(value) : value,
    ]),
  )

const amountOf = (value: unknown): number | null => {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? amount : null
}

const isSaid = <T>(value: T | null | undefined): value is T => value !== undefined && value !== null
