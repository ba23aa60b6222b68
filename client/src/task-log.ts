// Task log: what an agent job says while it happens, on its way to the service.
// Promises: nothing throws, rejects or makes the task wait; what was said first is kept first, over all of the task; what had to be
//   dropped is counted, and told in the task's own output; nothing happens before the first call.
// Leaves to others: everything behind the line (outbox.ts), what the files mean (task.ts),
//   what of it the service takes (task-shape.ts).
import { byteLength } from './bytes.ts'
import { type ClientOptions, settingsOf } from './options.ts'
import { createOutbox, type Stats } from './outbox.ts'
import type { Platform } from './platform.ts'
import { defaultLimits, serialize } from './serialize.ts'
import type { FinalResult, OutputRecord, TaskInput, TaskMetadata, WebhookStage } from './task.ts'
import { inputOf, metadataOf, outputOf, resultOf, stageOf } from './task-shape.ts'

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

  const lineOf = (part: string, text: string, counts: boolean) => ({
    path: `/api/tasks/${encodeURIComponent(taskId)}/${part}`,
    text,
    source: undefined,
    runId: undefined,
    counts,
  })

  const outbox = createOutbox({
    platform,
    settings,
    trouble: environment.trouble,
    reportOf({ message, ...loss }) {
      const record = outputOf({ type: 'system', content: message, ...loss })
      return lineOf('agent-output', serialize(record), false)
    },
  })

  /** `lookAt` what the caller gave: it may throw. */
  const put = (part: string, lookAt: () => object, isDocument = false): Promise<boolean> => {
    const encode = isDocument ? encodeDocument : serialize
    const key = outbox.put(() => lineOf(part, encode(lookAt()), true), isDocument)
    return key === undefined ? Promise.resolve(false) : outbox.fate(key)
  }

  return {
    taskId,
    metadata: (fields) => put('metadata', () => metadataOf(fields), true),
    input: (input) => put('input', () => inputOf(input), true),
    webhook: (stage) => put('webhook-flow', () => stageOf(stage)),
    output: (record) => put('agent-output', () => outputOf(record)),
    result: (result) => put('final-result', () => resultOf(result), true),
    flush: async (timeoutMs = 10_000) => void (await outbox.flush(timeoutMs)),
    end: async (timeoutMs = 5_000) => void (await outbox.close(timeoutMs)),
    stats: outbox.stats,
  }
}

// what the service takes
const maxDocumentBytes = 1_048_576

/** What would be too large is cut, and says so: six bytes are the most that JSON makes of a UTF-16 unit. */
const encodeDocument = (document: object): string => {
  const text = serialize(document)
  if (byteLength(text) <= maxDocumentBytes) return text
  return serialize(document, { ...defaultLimits, maxChars: Math.floor(maxDocumentBytes / 6) - 4096 })
}
