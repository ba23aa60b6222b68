// Metrics: what the service counts about itself.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** `readings`: gauges that are asked for when somebody looks. */
export const createMetrics = (readings: Record<string, { help: string; read: () => number }>) => {
  const registers = [new Registry()]
  const registry = registers[0]!
  for (const [name, { help, read }] of Object.entries(readings)) {
    new Gauge({
      name: `spoor_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  return {
    registry,
    accepted: new Counter({ name: 'spoor_ingest_records_total', help: 'records acknowledged', registers }),
    rejected: new Counter({
      name: 'spoor_ingest_rejected_total',
      help: 'records refused, each named in its answer',
      registers,
    }),
    bytes: new Counter({ name: 'spoor_ingest_bytes_total', help: 'bytes of bodies after decompression', registers }),
    refused: new Counter({
      name: 'spoor_refused_total',
      help: 'requests answered with an error',
      labelNames: ['code'],
      registers,
    }),
    seconds: new Histogram({
      name: 'spoor_ingest_seconds',
      help: 'from the body read to the acknowledgement',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
  }
}
