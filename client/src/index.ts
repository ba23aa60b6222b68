// @spoor/client: logs to Spoor, and reads from it, on Node and edge runtimes. Importing it does nothing.

export { type Client, createClient, type FlushResult, type Stats } from './client.ts'
export { type Door, deliver, type Outcome } from './deliver.ts'
export type { Entry } from './entry.ts'
export type { EventsOptions, StreamEvent } from './events.ts'
export { type Place, type Query, ReadError, request } from './http.ts'
export type { ClientOptions } from './options.ts'
export {
  createReader,
  type RawLog,
  type RawPage,
  type Reader,
  type RefreshAnswer,
  type RefreshRequest,
} from './read.ts'
export { backoffMs } from './retry.ts'
