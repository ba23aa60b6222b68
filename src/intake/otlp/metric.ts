// Metric: each point of a metric that tells an agent's cost or tokens becomes a record; others are dropped.
// Promises: a reader can add them up: value, unit, and whether the value is what came since the last point (delta) or since
//   `metric.start` (cumulative).
// Leaves to others: which metrics tell a cost (cost.ts), adding anything up.
import type { Attributes } from '../../record/record.ts'
import type { Taken } from '../../record/slice.ts'
import type { Batch } from '../ingest/dialect.ts'
import { spread } from '../ingest/spread.ts'
import { isoOf } from '../ingest/time.ts'
import { costMetrics } from './cost.ts'
import { metric, metricOutline } from './messages.ts'
import type { Part } from './request.ts'
import { recordOf, type Shared } from './shared.ts'

/** `dropped`: how many points tell no cost. Throws Unreadable. */
export const takeMetric = (part: Part, shared: Shared, batch: Batch): { taken: Taken[]; dropped: number } => {
  const outline = part.read(metricOutline)
  if (!costMetrics.has(outline.name ?? '')) return { taken: [], dropped: pointsOf(outline).length }
  const said = part.read(metric)
  return { taken: pointsOf(said).map((point) => takePoint(point, said, shared, batch)), dropped: 0 }
}

/** Of its points, in ms; none when one of them does not say. Throws Unreadable. */
export const timesOfMetric = (part: Part): number[] => {
  const points = pointsOf(part.read(metricOutline))
  const times = points.map(({ timeUnixNano }) => timeUnixNano).filter((ms) => ms !== undefined)
  return times.length === points.length ? times : []
}

type Said<P> = {
  name?: string
  unit?: string
  gauge?: { dataPoints?: P[] }
  sum?: Sum<P>
  histogram?: Sum<P>
  exponentialHistogram?: Sum<P>
  summary?: { dataPoints?: P[] }
}
type Sum<P> = { dataPoints?: P[]; aggregationTemporality?: number }
type Point = {
  startTimeUnixNano?: number
  timeUnixNano?: number
  asDouble?: number | string
  asInt?: number | string
  count?: number | string
  sum?: number | string
  attributes?: Attributes
}

// a metric has one kind of points
const pointsOf = <P>({ gauge, sum, histogram, exponentialHistogram, summary }: Said<P>): P[] =>
  (sum ?? gauge ?? histogram ?? exponentialHistogram ?? summary)?.dataPoints ?? []

const takePoint = (point: Point, said: Said<Point>, shared: Shared, batch: Batch): Taken => {
  const { name = '', unit = '' } = said
  const temporality = (said.sum ?? said.histogram ?? said.exponentialHistogram)?.aggregationTemporality ?? 0
  const value = point.asDouble ?? point.asInt ?? point.sum ?? 0
  const more: Attributes = { 'metric.name': name, 'metric.value': value }
  if (unit !== '') more['metric.unit'] = unit
  if (point.count !== undefined) more['metric.count'] = point.count
  if (temporality === 1 || temporality === 2) more['metric.temporality'] = temporality === 1 ? 'delta' : 'cumulative'
  if (point.startTimeUnixNano !== undefined) more['metric.start'] = isoOf(Math.floor(point.startTimeUnixNano))
  const known = {
    ts: point.timeUnixNano === undefined ? batch.nowIso : isoOf(Math.floor(point.timeUnixNano)),
    level: 'info' as const,
    type: 'metric',
    message: `${name} ${value}${unit === '' ? '' : ` ${unit}`}`,
    own: spread(point.attributes, more, 'metric'),
  }
  return recordOf(known, shared, batch)
}
