// Requests: bytes of POST /ingest, ready to be written to a socket.

/** `lines`: the messages alone, as texts. */
export type Shape = 'ndjson' | 'entries' | 'lines'

/** One whole request. */
export const post = (body: string, contentType: string, runId: string): Buffer =>
  Buffer.from(
    `POST /ingest?runId=${runId} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${contentType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )

/** One after the other, again and again. */
export const cycled =
  (requests: readonly Buffer[]) =>
  (index: number): Buffer =>
    requests[index % requests.length]!

/** `lines` cut into requests of `perRequest`, dealt out to `runs` runs in turn. */
export const requestsOf = (
  lines: readonly string[],
  { perRequest, runs, shape = 'ndjson' }: { perRequest: number; runs: number; shape?: Shape },
): Buffer[] =>
  Array.from({ length: Math.floor(lines.length / perRequest) }, (_, index) => {
    const part = lines.slice(index * perRequest, (index + 1) * perRequest)
    const type = shape === 'ndjson' ? 'application/x-ndjson' : 'application/json'
    return post(bodyOf(part, shape), type, `run-${index % runs}`)
  })

export const bodyOf = (lines: readonly string[], shape: Shape): string => {
  if (shape === 'ndjson') return `${lines.join('\n')}\n`
  if (shape === 'entries') return `{"source":"bench","entries":[${lines.join(',')}]}`
  const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message)
  return JSON.stringify({ source: 'bench', lines: messages })
}
