// Forges as doubles over real HTTP: the routes and shapes that GitHub, Gitea and Forgejo document, and what goes wrong on the way.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export const headSha = '3484a3fb816e0859fd6e1cea078d76385ff50625'

/** `to`: redirects there. */
export type Reply = { status?: number; json?: unknown; text?: string; to?: string }
export type Asked = { path: string; authorization: string | undefined }

export type Routes = (url: string) => Record<string, Reply | Reply[]>

/** `routes`: path, without its query → what is answered; a list is used up one by one, its last member stays. 404 for others. */
export const forgeFor = async (t: TestContext, routes: Routes) => {
  const asked: Asked[] = []
  let answers: Record<string, Reply | Reply[]> = {}
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url!.replace(/\?.*/, '')
    asked.push({ path: request.url!, authorization: request.headers.authorization })
    const found = answers[path] ?? { status: 404, json: { message: 'Not Found' } }
    const reply = Array.isArray(found) ? (found.length > 1 ? found.shift()! : found[0]!) : found
    const { json, text = JSON.stringify(json), to, status = to === undefined ? 200 : 302 } = reply
    response.writeHead(status, {
      ...(to && { location: to }),
      'content-type': json ? 'application/json' : 'text/plain',
    })
    response.end(to === undefined ? text : '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  answers = routes(url)
  return { url, asked }
}

const at = (seconds: number, text: string) => `2026-01-02T03:04:${String(seconds).padStart(2, '0')}.1234567Z ${text}`

/** Of a job whose third step fails; the second fails, too, and is continued. */
export const jobLog = [
  `\ufeff${at(1, 'Current runner version: 2.330.0')}`,
  at(2, '##[group]Run actions/checkout@v5'),
  at(2, 'Syncing repository'),
  at(3, '##[group]Run npm ci'),
  at(3, 'added 12 packages'),
  at(4, '##[group]Run npm test'),
  at(4, 'FAIL cart.test.js'),
  at(5, '\x1b[31mTypeError: price is undefined\x1b[0m'),
  at(5, '##[error]Process completed with exit code 1.'),
  at(6, 'Post job cleanup.'),
  '',
].join('\n')

const step = (number: number, name: string, second: number, conclusion = 'success') => {
  const time = `2026-01-02T03:04:0${second}Z`
  return { number, name, status: 'completed', conclusion, started_at: time, completed_at: time }
}
export const steps = [
  step(1, 'Set up job', 1),
  step(2, 'Run actions/checkout@v5', 2),
  step(3, 'Run npm ci', 3),
  step(4, 'Run npm test', 3, 'failure'),
  { ...step(5, 'Upload', 5, 'skipped') },
  step(6, 'Post Run actions/checkout@v5', 6),
]

/** As GitHub and Gitea list it. */
export const job = {
  id: 77,
  run_id: 42,
  run_attempt: 2,
  name: 'test (linux, 20)',
  head_sha: headSha,
  status: 'completed',
  conclusion: 'failure',
  steps,
}
