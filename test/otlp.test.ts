// OpenTelemetry's own exporters, unmodified, against the real app over HTTP.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import type { House } from '../src/house.ts'
import { askJson, houseFor } from './house.ts'
import { overStores } from './houses.ts'

const exporters = { 'http/json': JsonExporter, 'http/protobuf': ProtobufExporter }

const kept = async (house: House, run = 'latest') => {
  const { json: page } = await askJson(house, { GET: `/raw?runId=${run}&order=oldest&format=json` })
  return page.logs?.map(({ source, level, message }) => [source, level, message]) ?? page.code
}

/** Logs three records the way an app does, and waits until they are exported. */
const logThree = async (protocol: keyof typeof exporters, options: object) => {
  const exporter = new exporters[protocol](options)
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'web', 'spoor.run_id': 'r' }),
    processors: [new BatchLogRecordProcessor({ exporter })],
  })
  const logger = provider.getLogger('lib', '1.0.0')
  logger.emit({ severityNumber: 9, severityText: 'INFO', body: 'first', attributes: { n: 42, list: ['a'] } })
  logger.emit({ severityNumber: 17, body: { msg: 'second', nested: { k: 1 } } })
  logger.emit({
    eventName: 'third',
    severityNumber: 13,
    body: new Uint8Array([0, 1, 2]),
    attributes: { nan: Number.NaN },
  })
  await provider.forceFlush()
  await provider.shutdown()
}
const three = [
  ['web', 'info', 'first'],
  ['web', 'error', 'second'],
  ['web', 'warn', 'AAEC'],
]

overStores("OpenTelemetry's exporters", (housesFor) => {
  for (const protocol of ['http/json', 'http/protobuf'] as const) {
    for (const compression of ['none', 'gzip']) {
      test(`${protocol} with compression ${compression}`, async (t) => {
        const house = await housesFor(t)
        const { url } = await house.listen()
        await logThree(protocol, { url: `${url}/v1/logs`, compression })
        assert.deepEqual(await kept(house, 'r'), three)
      })
    }
  }
})

/** Between exporter and service: answers in the service's place as long as `instead` says so; all bodies it saw. */
const between = async (
  t: TestContext,
  url: string,
  instead: (n: number, answer: () => Promise<Response>) => Promise<Response>,
) => {
  const bodies: string[] = []
  const server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part)
    const body = Buffer.concat(parts)
    bodies.push(body.toString('base64'))
    const type = incoming.headers['content-type']!
    const pass = () => fetch(`${url}${incoming.url}`, { method: 'POST', headers: { 'content-type': type }, body })
    const response = await instead(bodies.length, pass)
    if (response.type === 'error') outgoing.destroy()
    else {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies }
}

for (const protocol of ['http/json', 'http/protobuf'] as const) {
  test(`${protocol} sends again after a 503, and when an answer is lost; the service takes it once`, async (t) => {
    const house = await houseFor(t)
    const { url } = await house.listen()
    const busy = new Response('', { status: 503, headers: { 'retry-after': '0' } })
    const link = await between(t, url, async (n, answer) => {
      if (n === 1) return busy
      const response = await answer()
      assert.equal(response.status, 200)
      // taken in, and nobody was told
      return n === 2 ? new Response('', { status: 502, headers: { 'retry-after': '0' } }) : response
    })
    await logThree(protocol, { url: `${link.url}/v1/logs` })
    assert.equal(link.bodies.length, 3)
    assert.equal(new Set(link.bodies).size, 1)
    assert.deepEqual(await kept(house, 'r'), three)
  })
}
