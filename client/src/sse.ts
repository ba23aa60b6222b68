// SSE: bytes of an event stream to events (WHATWG HTML, "Server-sent events", 9.2.6).
// Promises: any split of the bytes gives the same events; CR, LF and CRLF end a line; an event cut off by the end is dropped.

/** `id` is the last id seen, kept over events without one. `retryMs`: how long the server asks to wait before reconnecting. */
export type SseEvent = { type: string; data: string; id: string; retryMs: number | undefined }

export interface SseParser {
  /** The events completed by this piece. */
  push(bytes: Uint8Array): SseEvent[]
}

export const createSseParser = (lastId = ''): SseParser => {
  // the decoder swallows a BOM and keeps half characters
  const decoder = new TextDecoder()
  let id = lastId
  let rest = ''
  let data: string[] = []
  let type = ''
  let retryMs: number | undefined

  const takeLine = (line: string): SseEvent | undefined => {
    if (line === '') return dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return undefined
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (name === 'data') data.push(value)
    else if (name === 'event') type = value
    else if (name === 'id' && !value.includes('\0')) id = value
    else if (name === 'retry' && /^\d+$/.test(value)) retryMs = Number(value)
    return undefined
  }

  const dispatch = (): SseEvent | undefined => {
    const event = data.length > 0 ? { type: type || 'message', data: data.join('\n'), id, retryMs } : undefined
    data = []
    type = ''
    return event
  }

  return {
    push(bytes) {
      const text = rest + decoder.decode(bytes, { stream: true })
      // a CR at the very end may be half of a CRLF
      const end = text.endsWith('\r') ? text.length - 1 : text.length
      const lines = text.slice(0, end).split(/\r\n|\n|\r/)
      rest = lines.pop()! + text.slice(end)
      return lines.map(takeLine).filter((event) => event !== undefined)
    },
  }
}
