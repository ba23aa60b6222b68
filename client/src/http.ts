// HTTP: one question to the service, and its failures as errors that say what to do.

/** The service's root without a slash at its end, and what opens it. */
export type Place = { url: string; token?: string | undefined }
export type Query = Record<string, string | number | boolean | undefined>

/** `status` 0: the service cannot be reached. `code`, `hint`: the service's own, or ours. */
export class ReadError extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string

  constructor(status: number, code: string, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ReadError'
    this.status = status
    this.code = code
    this.hint = hint
  }
}

type Asked = { method?: string; query?: Query; json?: unknown; headers?: Record<string, string>; signal?: AbortSignal }

const timeoutMs = 30_000

/** The JSON of the answer, or ReadError. */
export const ask = async <Answer>(place: Place, path: string, asked: Asked): Promise<Answer> => {
  const response = await request(place, path, { signal: AbortSignal.timeout(timeoutMs), ...asked })
  try {
    return (await response.json()) as Answer
  } catch (error) {
    throw new ReadError(
      response.status,
      'NOT_JSON',
      `${place.url}${path} does not answer JSON`,
      'check SPOOR_URL',
      error,
    )
  }
}

/** The answer, when its status is 2xx; else ReadError. */
export const request = async (place: Place, path: string, asked: Asked): Promise<Response> => {
  const init: RequestInit = {
    method: asked.method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...(asked.json !== undefined && { 'content-type': 'application/json' }),
      ...(place.token !== undefined && { authorization: `Bearer ${place.token}` }),
      ...asked.headers,
    },
    ...(asked.json !== undefined && { body: JSON.stringify(asked.json) }),
    ...(asked.signal && { signal: asked.signal }),
  }
  const response = await fetch(`${place.url}${path}${queryOf(asked.query)}`, init).catch((error: Error) => {
    const hint = 'start it with: spoor serve, or set SPOOR_URL'
    throw new ReadError(0, 'UNREACHABLE', `the log service at ${place.url} cannot be reached`, hint, error)
  })
  if (response.ok) return response
  throw problem(response.status, await response.text())
}

const queryOf = (query: Query = {}): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? '' : `?${search}`
}

/** RFC 9457 problem details, or whatever a proxy says instead. */
const problem = (status: number, text: string): ReadError => {
  try {
    const { code, detail, title, hint } = JSON.parse(text) as Record<string, string | undefined>
    return new ReadError(status, code ?? `HTTP_${status}`, detail ?? title ?? `HTTP ${status}`, hint ?? '')
  } catch {
    return new ReadError(status, `HTTP_${status}`, `HTTP ${status}: ${text.slice(0, 200)}`, 'check SPOOR_URL')
  }
}
