// A collector that receives OTLP over real HTTP: it keeps what it took, and fails as it is told to.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'

type Answer = { status: number; headers?: Record<string, string>; body?: string }
export type Received = { headers: IncomingMessage['headers']; body: string }

/** `answer`: what the next request gets; 200 unless it says otherwise. */
export const collectorFor = async (t: TestContext, answer: (nth: number) => Answer | undefined = () => undefined) => {
  const received: Received[] = []
  let nth = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, headers, body = '{}' } = answer(nth++) ?? { status: 200 }
      const bytes = Buffer.concat(chunks)
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
      if (status === 200) received.push({ headers: request.headers, body: text.toString() })
      response.writeHead(status, headers).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, received, logs: () => received.flatMap(({ body }) => logsIn(body)), asked: () => nth }
}

type Value = { stringValue?: string; boolValue?: boolean; doubleValue?: number }
export type Log = {
  resource: Record<string, unknown>
  body: unknown
  attributes: Record<string, unknown>
  eventName?: string
  severityNumber: number
  timeUnixNano: string
  traceId?: string
}

const logsIn = (body: string): Log[] => {
  const { resourceLogs } = JSON.parse(body) as {
    resourceLogs: {
      resource: { attributes: Pair[] }
      scopeLogs: { logRecords: (Omit<Log, 'attributes' | 'body'> & { attributes: Pair[]; body: Value })[] }[]
    }[]
  }
  return resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map((log) => ({
        ...log,
        resource: plain(resource.attributes),
        attributes: plain(log.attributes),
        body: Object.values(log.body)[0],
      })),
    ),
  )
}

type Pair = { key: string; value: Value }
const plain = (pairs: Pair[]) => Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]))
