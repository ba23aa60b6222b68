// Run environment: what a command finds in its environment, so that what it and its children log comes to the same run and task.
// Promises: what the user has set stays: a collector of their own is not taken from them, and a trace that we are part of goes on.
// Sources: W3C Trace Context; OpenTelemetry's specification of environment variables.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Place } from '../../client/src/index.ts'
import { setInEnvFile } from './env-file.ts'
import type { Session } from './session.ts'

/** For loggers: the run, and the service. */
export const environmentFor = ({ url, token }: Place, runId: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LOG_RUN_ID: runId,
  SPOOR_URL: url,
  ...(token !== undefined && { SPOOR_TOKEN: token }),
})

/** The run in .env.local of this folder; that it could not be written is told. */
export const writeEnv = async ({ warn }: Session, runId: string): Promise<void> => {
  try {
    await setInEnvFile(join(process.cwd(), '.env.local'), 'LOG_RUN_ID', runId)
  } catch (error) {
    // the command runs already
    warn(`.env.local was not written: ${(error as Error).message}`)
  }
}

/** `traceId`: 32 hex digits. `traceparent`: as the header of W3C, version 00 when it is ours. */
export type Trace = { traceId: string; traceparent: string }

/** The one we are part of, else a new one. */
export const traceOf = (inherited: string | undefined): Trace => {
  const [, traceId] =
    /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/.exec(inherited ?? '') ?? []
  if (traceId !== undefined) return { traceId, traceparent: inherited! }
  const fresh = randomBytes(16).toString('hex')
  return { traceId: fresh, traceparent: `00-${fresh}-${randomBytes(8).toString('hex')}-01` }
}

/** Beside `environmentFor`: the task and the trace, and where telemetry goes. */
export const taskEnvironment = (
  { url, token }: Place,
  { runId, taskId, trace }: { runId: string; taskId: string; trace: Trace },
  given: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv => {
  const attributes = [given.OTEL_RESOURCE_ATTRIBUTES, `spoor.task_id=${taskId}`, `spoor.run_id=${runId}`]
  return {
    SPOOR_TASK_ID: taskId,
    SPOOR_RUN_ID: runId,
    TRACEPARENT: trace.traceparent,
    OTEL_RESOURCE_ATTRIBUTES: attributes.filter(Boolean).join(','),
    ...(isExported(given) ? {} : exporter(url, token, given)),
  }
}

const isExported = (given: NodeJS.ProcessEnv) =>
  Boolean(given.OTEL_EXPORTER_OTLP_ENDPOINT || given.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT)

const exporter = (url: string, token: string | undefined, given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_LOGS_EXPORTER: given.OTEL_LOGS_EXPORTER || 'otlp',
  // Claude Code exports nothing unless it is told to
  CLAUDE_CODE_ENABLE_TELEMETRY: given.CLAUDE_CODE_ENABLE_TELEMETRY || '1',
  ...(token !== undefined && { OTEL_EXPORTER_OTLP_HEADERS: headersWith(given.OTEL_EXPORTER_OTLP_HEADERS, token) }),
})

// the value is read as that of a URL
const headersWith = (given: string | undefined, token: string) =>
  [given, `Authorization=${encodeURIComponent(`Bearer ${token}`)}`].filter(Boolean).join(',')
