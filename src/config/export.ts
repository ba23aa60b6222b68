// Export: the settings of what goes on to a central system; OpenTelemetry's own names. Rows of table.ts, and what they come to.
// Source: OpenTelemetry's specification, OTLP exporter configuration.
import { list, maxTimerMs, type Row, row, text, whole } from './row.ts'

const families = ['run', 'task'] as const

const exported = (value: string) =>
  list(value).map((item) => {
    const family = families.find((each) => each === item)
    if (family === undefined) throw new Error(`takes run, task or both, not ${item}`)
    return family
  })

// what OpenTelemetry names may be set for other programs: they are only looked at when something is exported
export const exportRows = {
  exported: row(
    'SPOOR_EXPORT',
    '',
    exported,
    'what goes on to a central system by OTLP: run, task or both (run,task); nothing unless said. See docs/export.md',
  ),
  otlpEndpoint: row(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    '',
    text,
    'where it goes, as in http://127.0.0.1:4318; v1/logs is appended',
  ),
  otlpLogsEndpoint: row('OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', '', text, 'the same for logs alone, used as it is'),
  otlpHeaders: row('OTEL_EXPORTER_OTLP_HEADERS', '', text, 'headers for it, as in key=value,key=value; URL-encoded'),
  otlpLogsHeaders: row('OTEL_EXPORTER_OTLP_LOGS_HEADERS', '', text, 'more of them, which win'),
  otlpProtocol: row('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json', text, 'http/json is what is spoken; not grpc'),
  otlpCompression: row('OTEL_EXPORTER_OTLP_COMPRESSION', 'none', text, 'gzip or none'),
  otlpTimeoutMs: row('OTEL_EXPORTER_OTLP_TIMEOUT', '10000', text, 'milliseconds for one request'),
  exportBatchRecords: row('SPOOR_EXPORT_BATCH', '500', whole(1, 10_000), 'records of one request'),
  maxExporting: row('SPOOR_MAX_EXPORTING', '2', whole(1), 'streams that are exported at once'),
  maxExportWaiting: row(
    'SPOOR_MAX_EXPORT_WAITING',
    '10000',
    whole(1),
    'streams that wait for it; others are found by the next look at all',
  ),
  exportPauseMs: row(
    'SPOOR_EXPORT_PAUSE_MS',
    '1000',
    whole(1, maxTimerMs),
    'between two requests of one stream: what comes meanwhile goes together',
  ),
  exportRetryMs: row(
    'SPOOR_EXPORT_RETRY_MS',
    '1000',
    whole(1, maxTimerMs),
    'before a collector that failed is tried again; twice as long each time',
  ),
  maxExportRetryMs: row('SPOOR_MAX_EXPORT_RETRY_MS', '60000', whole(1, maxTimerMs), 'but no longer than this'),
} satisfies Record<string, Row<unknown>>

type Values = { readonly [K in keyof typeof exportRows]: ReturnType<(typeof exportRows)[K]['read']> }

/** Where what is exported goes, and how. */
export type ExportTarget = { url: string; headers: Record<string, string>; isCompressed: boolean; timeoutMs: number }

/** Undefined when nothing is exported. `own`: where this service listens. Throws an Error that names the variable. */
export const exportTarget = (values: Values, own: { host: string; port: number }): ExportTarget | undefined => {
  if (values.exported.length === 0) return undefined
  const { otlpEndpoint, otlpLogsEndpoint, otlpProtocol, otlpCompression, otlpTimeoutMs } = values
  const text = otlpLogsEndpoint || (otlpEndpoint && `${otlpEndpoint.replace(/\/$/, '')}/v1/logs`)
  if (text === '') throw new Error('SPOOR_EXPORT: also say where, by OTEL_EXPORTER_OTLP_ENDPOINT')
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Error(`OTEL_EXPORTER_OTLP_ENDPOINT: takes an http or https URL, not ${text}`)
  const isLocal = ['localhost', '127.0.0.1', '[::1]', own.host].includes(url.hostname)
  if (isLocal && Number(url.port || 80) === own.port)
    throw new Error(
      'OTEL_EXPORTER_OTLP_ENDPOINT: that is this service itself; name the collector, or unset SPOOR_EXPORT',
    )
  if (otlpProtocol === 'grpc')
    throw new Error("OTEL_EXPORTER_OTLP_PROTOCOL: grpc is not spoken; set http/json, and the collector's HTTP port")
  if (otlpCompression !== 'gzip' && otlpCompression !== 'none')
    throw new Error(`OTEL_EXPORTER_OTLP_COMPRESSION: takes gzip or none, not ${otlpCompression}`)
  if (!/^[1-9]\d{0,8}$/.test(otlpTimeoutMs))
    throw new Error(`OTEL_EXPORTER_OTLP_TIMEOUT: takes milliseconds, not ${otlpTimeoutMs}`)
  return {
    url: url.href,
    headers: { ...headersIn(values.otlpHeaders), ...headersIn(values.otlpLogsHeaders) },
    isCompressed: otlpCompression === 'gzip',
    timeoutMs: Number(otlpTimeoutMs),
  }
}

const headersIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    list(text).map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new Error('OTEL_EXPORTER_OTLP_HEADERS: takes key=value,key=value')
      return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())]
    }),
  )
