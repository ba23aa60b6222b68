// OTLP over HTTP: POST /v1/logs, /v1/traces and /v1/metrics.
//
//   parse (intake/otlp) ─▶ take-in.ts ─▶ 200 in the encoding of the request
//
// Promises: 200 means that what is kept is durable; what could not be read is in partialSuccess, and nothing else is; every error
// is a google.rpc.Status in the encoding of the request, JSON where that is neither of the two.
// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp; google/rpc/code.proto for the codes.
import { type Context, Hono } from 'hono'
import { Counter } from 'prom-client'
import type { Agents } from '../agents/agents.ts'
import { isAgentEvent } from '../agents/telemetry.ts'
import { fail } from '../errors.ts'
import { parseOtlp, type Signal } from '../intake/otlp/otlp.ts'
import type { Log } from '../log.ts'
import type { Slice, Taken } from '../record/slice.ts'
import type { Receipt } from '../runs/take.ts'
import { problem } from './problem.ts'
import { namedBy, type TakeInOptions, takeIn } from './take-in.ts'

const types = { json: 'application/json', protobuf: 'application/x-protobuf' } as const
type Encoding = keyof typeof types

const rejectedName: Record<Signal, string> = {
  logs: 'rejectedLogRecords',
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
}

/** The routes under `/v1`. `agents`: who is told what agents say of themselves, once it is durable. */
export const otlpRoutes = (options: TakeInOptions & { agents?: Agents | undefined }): Hono => {
  const app = new Hono()
  const counter = (things: string) =>
    new Counter({
      name: `spoor_dropped_${things}_total`,
      help: `OTLP ${things} that tell no agent's cost, and are not kept`,
      registers: [options.metrics.registry],
    })
  const dropped = { traces: counter('spans'), metrics: counter('points'), logs: undefined }
  for (const signal of ['logs', 'traces', 'metrics'] as const) {
    app.post(`/${signal}`, async (c) => {
      const encoding = encodingOf(c)
      if (encoding === undefined) throw unsupported(c)
      const { maxRecordBytes, now } = options
      const meta = { signal, encoding, ...namedBy(c), nowMs: now(), maxRecordBytes }
      const events: Taken[] = []
      const read = (body: Buffer) => {
        const reading = parseOtlp(body, meta)
        return options.agents ? { ...reading, slices: picked(reading.slices, events) } : reading
      }
      const { reading, receipt } = await takeIn(c, meta, read, options)
      if (events.length > 0) options.agents?.told(events)
      dropped[signal]?.inc(reading.tally.dropped)
      return c.body(answerOf(receipt, encoding, rejectedName[signal]), 200, { 'Content-Type': types[encoding] })
    })
  }
  return app
}

/** The same slices; what an agent told of itself in them is in `events`, too. */
function* picked(slices: Iterable<Slice>, events: Taken[]): Generator<Slice> {
  for (const slice of slices) {
    for (const one of slice.taken) if (isAgentEvent(one.record)) events.push(one)
    yield slice
  }
}

/** Whether what is wrong with a request is told as OTLP tells it. */
export const isOtlp = (c: Context): boolean => /^\/v1\/(?:logs|traces|metrics)$/.test(c.req.path)

/** An error as `problem` tells it, in OTLP's form: `{code, message}`. Status and headers are the same. */
export const otlpProblem = async (error: unknown, c: Context, log: Log): Promise<Response> => {
  const told = problem(error, log)
  const { detail: message } = (await told.json()) as { detail: string }
  const code = codes[told.status] ?? codes[500]!
  const encoding = encodingOf(c) ?? 'json'
  const headers = new Headers(told.headers)
  headers.set('Content-Type', types[encoding])
  const body = encoding === 'json' ? JSON.stringify({ code, message }) : bytesOf(varint(1, code), text(2, message))
  return new Response(body, { status: told.status, headers })
}

// HTTP's status to google.rpc.Code: INVALID_ARGUMENT, UNAUTHENTICATED, PERMISSION_DENIED, NOT_FOUND, …
const codes: { [status: number]: number } = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  409: 9,
  413: 3,
  415: 3,
  422: 3,
  429: 8,
  500: 13,
  503: 14,
}

const encodingOf = (c: Context): Encoding | undefined => {
  const type = (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase()
  return type === types.json ? 'json' : type === types.protobuf ? 'protobuf' : undefined
}

const unsupported = (c: Context) =>
  fail('TYPE_UNSUPPORTED', {
    type: c.req.header('Content-Type') || '(none)',
    taken: `${types.json} or ${types.protobuf}`,
  })

// ExportLogsServiceResponse and its sisters; without a rejection nothing is set: {} or no bytes
const answerOf = ({ rejected, rejectedCount }: Receipt, encoding: Encoding, name: string) => {
  if (rejectedCount === 0) return encoding === 'json' ? '{}' : ''
  const named = rejected.slice(0, maxNamed).map(({ line, error }) => `${line}: ${error}`)
  const errorMessage = named.join('; ') + (rejectedCount > maxNamed ? '; …' : '')
  if (encoding === 'json') return JSON.stringify({ partialSuccess: { [name]: String(rejectedCount), errorMessage } })
  return bytesOf(inner(1, bytesOf(varint(1, rejectedCount), text(2, errorMessage))))
}

// an SDK writes the message into its own log
const maxNamed = 5

// protobuf, as much of it as an answer needs
const bytesOf = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const varint = (field: number, value: number) => Buffer.from([field << 3, ...digits(value)])
const inner = (field: number, bytes: Uint8Array) => Buffer.from([(field << 3) | 2, ...digits(bytes.length), ...bytes])
const text = (field: number, value: string) => inner(field, Buffer.from(value))

// 7 bits a byte, least first, the top bit saying that more follow
const digits = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...digits(Math.floor(value / 0x80))]
