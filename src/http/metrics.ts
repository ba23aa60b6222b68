// Metrics: what the service counts about itself.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** What the ingest path counts, as plain numbers: a counter object costs a microsecond a call there. */
export type Tally = { accepted: number; rejected: number; bytes: number }

export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  const tally: Tally = { accepted: 0, rejected: 0, bytes: 0 }
  for (const [name, help, read] of [
    ['ingest_records', 'records acknowledged', () => tally.accepted],
    ['ingest_rejected', 'records refused, each named in its answer', () => tally.rejected],
    ['ingest_bytes', 'bytes of bodies after decompression', () => tally.bytes],
  ] as const) {
    new Counter({
      name: `spoor_${name}_total`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }
  return {
    registry,
    tally,
    /** A reading that is taken when somebody looks. */
    gauge(name: string, help: string, read: () => number) {
      new Gauge({
        name: `spoor_${name}`,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    },
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
