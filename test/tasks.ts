// What tests of tasks over HTTP share: one request through the app of a house, with a body of any kind.
import type { House } from '../src/house.ts'

type Json = { [member: string]: unknown }
export type Given = { body?: unknown; headers?: Record<string, string> }

/** `what`: a method and a path. Text and bytes go as they are, anything else as JSON. */
export const call = async (house: House, what: `${string} /${string}`, { body, headers }: Given = {}) => {
  const [method, path] = what.split(' ') as [string, string]
  const raw = typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body)
  const response = await house.app.request(`http://127.0.0.1:3002${path}`, {
    method,
    body: method === 'GET' ? undefined : raw,
    headers: { host: '127.0.0.1:3002', ...headers },
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
  return { status: response.status, headers: response.headers, text, json: (isJson ? JSON.parse(text) : {}) as Json }
}

/** The tasks a list names, in its order. */
export const idsIn = ({ json }: { json: Json }): string[] =>
  (json.tasks as { task_id: string }[]).map((task) => task.task_id)
