// A slice: a part of what a sender sent, read: the records taken, and what could not be.
import type { LogRecord } from './record.ts'

/** One accepted record. `runId`: the run it is for, if anybody named one; `latest` is passed on as it is. */
export type Taken = { record: LogRecord; runId?: string }

/** `line` counts from 1: a line of the body (blank ones count), or an entry of a list. `error` is at most 200 characters. */
export type Rejected = { line: number; error: string }

export type Slice = { taken: Taken[]; rejected: Rejected[] }
