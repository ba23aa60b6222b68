// Matches: whether a live record is one of those asked for; history is filtered by the service, by the same rules.
import type { LogRecord } from '../record/record.ts'

export type Wanted = { grep?: string; level?: string; source?: string }

/** `grep` looks at the message and at the JSON text of the attributes, as `GET /raw` does. */
export const matches = (record: LogRecord, { grep, level, source }: Wanted): boolean =>
  (level === undefined || record.level === level) &&
  (source === undefined || record.source === source) &&
  (grep === undefined ||
    record.message.includes(grep) ||
    (record.attributes !== undefined && JSON.stringify(record.attributes).includes(grep)))
