// Messages: OTLP's messages, as far as something in them is kept.
// Source: opentelemetry-proto 1.9, logs/v1, trace/v1, metrics/v1, common/v1, resource/v1. Numbers of fields never change there.
import {
  anyValue,
  attributes,
  bool,
  double,
  enumeration,
  fixedInt,
  id,
  list,
  type Message,
  message,
  moment,
  one,
  text,
  uint,
} from './message.ts'

type Of<M> = M extends Message<infer T> ? T : never

export const resource = message({ attributes: [1, attributes] })
export type Resource = Of<typeof resource>

export const scope = message({ name: [1, text], version: [2, text], attributes: [3, attributes] })
export type Scope = Of<typeof scope>

const severities = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) =>
  ['', '2', '3', '4'].map((degree) => `SEVERITY_NUMBER_${name}${degree}`),
)

export const logRecord = message({
  timeUnixNano: [1, moment],
  severityNumber: [2, enumeration(['SEVERITY_NUMBER_UNSPECIFIED', ...severities])],
  severityText: [3, text],
  body: [5, anyValue],
  attributes: [6, attributes],
  droppedAttributesCount: [7, uint],
  traceId: [9, id],
  spanId: [10, id],
  observedTimeUnixNano: [11, moment],
  eventName: [12, text],
})

export const span = message({
  traceId: [1, id],
  spanId: [2, id],
  parentSpanId: [4, id],
  name: [5, text],
  startTimeUnixNano: [7, moment],
  endTimeUnixNano: [8, moment],
  attributes: [9, attributes],
  status: [
    15,
    one(
      message({
        message: [2, text],
        code: [3, enumeration(['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'])],
      }),
    ),
  ],
})

/** A span as far as it must be known before it is read. */
export const spanOutline = message({ endTimeUnixNano: [8, moment] })

/** A log record as far as it must be known before it is read. */
export const logOutline = message({ timeUnixNano: [1, moment], observedTimeUnixNano: [11, moment] })

type Points<N, H, E, S> = { number: Message<N>; histogram: Message<H>; exponential: Message<E>; summary: Message<S> }

const metricOf = <N, H, E, S>({ number, histogram, exponential, summary }: Points<N, H, E, S>) => {
  const temporality = enumeration([
    'AGGREGATION_TEMPORALITY_UNSPECIFIED',
    'AGGREGATION_TEMPORALITY_DELTA',
    'AGGREGATION_TEMPORALITY_CUMULATIVE',
  ])
  return message({
    name: [1, text],
    unit: [3, text],
    gauge: [5, one(message({ dataPoints: [1, list(number)] }))],
    sum: [
      7,
      one(message({ dataPoints: [1, list(number)], aggregationTemporality: [2, temporality], isMonotonic: [3, bool] })),
    ],
    histogram: [9, one(message({ dataPoints: [1, list(histogram)], aggregationTemporality: [2, temporality] }))],
    exponentialHistogram: [
      10,
      one(message({ dataPoints: [1, list(exponential)], aggregationTemporality: [2, temporality] })),
    ],
    summary: [11, one(message({ dataPoints: [1, list(summary)] }))],
  })
}

// all kinds of points agree in their times
const timeOfPoint = message({ timeUnixNano: [3, moment] })

/** A metric as far as it must be known before it is read: its name, and a time for each point. */
export const metricOutline = metricOf({
  number: timeOfPoint,
  histogram: timeOfPoint,
  exponential: timeOfPoint,
  summary: timeOfPoint,
})

const times = { startTimeUnixNano: [2, moment], timeUnixNano: [3, moment] } as const
const sums = { ...times, count: [4, fixedInt], sum: [5, double] } as const

export const metric = metricOf({
  number: message({ ...times, asDouble: [4, double], asInt: [6, fixedInt], attributes: [7, attributes] }),
  histogram: message({ ...sums, attributes: [9, attributes] }),
  exponential: message({ ...sums, attributes: [1, attributes] }),
  summary: message({ ...sums, attributes: [7, attributes] }),
})
