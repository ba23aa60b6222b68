// Task log: what an agent job says while it happens, on its way to the service.
// Promises: nothing throws, rejects or makes the task wait; what was said first is kept first, over all of the task; what had to be
//   dropped is counted, and told in the task's own output; nothing happens before the first call.
// Leaves to others: everything behind the line (outbox.ts), what the files mean (task.ts).
import { asText, timestampOf } from './entry.ts'
import { type ClientOptions, settingsOf } from './options.ts'
import { createOutbox, type Stats } from './outbox.ts'
import type { Platform } from './platform.ts'
import { serialize } from './serialize.ts'
import type { FinalResult, OutputRecord, TaskInput, TaskMetadata, WebhookStage } from './task.ts'

export type TaskLogOptions = Omit<ClientOptions, 'source' | 'runId'>

/** A promise resolves to true when the service has it, and to false when it was lost, went in one request with something that was
 *  refused, or was still waiting when the log ended. Values are taken as they are at the call. */
export interface TaskLog {
  readonly taskId: string
  /** Added to what is there, field by field. */
  metadata(fields: Partial<TaskMetadata>): Promise<boolean>
  input(input: TaskInput): Promise<boolean>
  webhook(stage: WebhookStage): Promise<boolean>
  output(record: OutputRecord): Promise<boolean>
  /** Also says in the metadata when and how the task ended. */
  result(result: FinalResult): Promise<boolean>
  /** Sends at once and waits, 10 s unless told. */
  flush(timeoutMs?: number): Promise<void>
  /** Flushes, 5 s unless told; what is undelivered then is spooled, or dropped and counted where there is no spool. */
  end(timeoutMs?: number): Promise<void>
  stats(): Stats
}

export const taskLogOn = (platform: Platform, taskId: string, options: TaskLogOptions): TaskLog => {
  const environment = platform.readEnvironment()
  const settings = settingsOf(options, environment, platform.isPage)

  const lineOf = (part: string, value: object, counts = true) => ({
    path: `/api/tasks/${encodeURIComponent(taskId)}/${part}`,
    text: serialize(value),
    source: undefined,
    runId: undefined,
    counts,
  })

  const outbox = createOutbox({
    platform,
    settings,
    trouble: environment.trouble,
    reportOf: ({ message, ...loss }) =>
      lineOf('agent-output', { timestamp: timestampOf(undefined), type: 'system', content: message, ...loss }, false),
  })

  /** `lookAt` what the caller gave: it may throw. */
  const put = (part: string, lookAt: () => object, isDocument = false): Promise<boolean> => {
    const key = outbox.put(() => lineOf(part, lookAt()), isDocument)
    return key === undefined ? Promise.resolve(false) : outbox.fate(key)
  }

  return {
    taskId,
    // when it happened, not when the service was back
    metadata: (fields) => put('metadata', () => ({ created_at: timestampOf(undefined), ...fields }), true),
    input: (input) => put('input', () => input, true),
    webhook: (stage) => put('webhook-flow', () => ({ ...stage, timestamp: timestampOf(stage.timestamp) })),
    output: (record) => put('agent-output', () => outputOf(record)),
    result: (result) =>
      put('final-result', () => ({ ...result, completed_at: timestampOf(result.completed_at) }), true),
    flush: async (timeoutMs = 10_000) => void (await outbox.flush(timeoutMs)),
    end: async (timeoutMs = 5_000) => void (await outbox.close(timeoutMs)),
    stats: outbox.stats,
  }
}

const outputOf = ({ timestamp, type = 'output', content, ...more }: OutputRecord): object => ({
  timestamp: timestampOf(timestamp),
  type,
  content: asText(content),
  ...more,
})
