import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
import winston from 'winston'
import { startService } from './testing/service.ts'
import { addLogAgentTransport } from './winston.ts'

const set = async (t: TestContext) => {
  const service = await startService()
  const logger = addLogAgentTransport(winston.createLogger(), {
    agentUrl: service.url,
    source: 'web',
    runId: '',
    spoolDir: false,
    batchInterval: 1_000_000,
  })
  t.after(async () => {
    logger.close()
    await service.stop()
  })
  const asked: { method: string; query: string; body: unknown; after: string[] }[] = []
  /** Answers what is asked of `path`, and keeps what that was and which messages had arrived before. */
  const answer = (path: string, status: number, text: string) =>
    service.route(path, async (request, response) => {
      const { method = '', url = '' } = request
      const body = await bodyOf(request)
      asked.push({ method, query: url.split('?')[1] ?? '', body: body && JSON.parse(body), after: service.messages() })
      response.writeHead(status, { 'content-type': 'application/json' }).end(text)
    })
  /** winston begins to flow a tick after the logger is made. */
  const log = async (message: string) => {
    logger.info(message)
    await new Promise(setImmediate)
  }
  return { service, logger, asked, answer, log }
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const piece of request) text += piece
  return text
}

test('startNewRun resolves with the new run, which what was logged before does not fall into', async (t) => {
  const { service, logger, asked, answer, log } = await set(t)
  answer('/issues', 200, '{"issues":[],"total":0,"limit":50}')
  answer('/control/clear', 200, '{"message":"run_2 begins","runId":"run_2","newRunId":"run_2"}')
  await log('before')
  assert.equal(await logger.logAgent.startNewRun(), 'run_2')
  await log('after')
  await logger.logAgent.getIssues()
  // the answer to that one named another run as the latest: this logger stays in its own
  await log('later')
  await logger.logAgent.startNewRun('mine')
  assert.deepEqual(
    service.taken.map(({ message, runId }) => [message, runId]),
    [
      ['before', undefined],
      ['after', 'run_2'],
      ['later', 'run_2'],
    ],
  )
  assert.deepEqual(
    asked.filter(({ method }) => method === 'POST').map(({ body, after }) => [body, after]),
    [
      [{}, ['before']],
      [{ runId: 'mine' }, ['before', 'after', 'later']],
    ],
  )
})

test('setRunId concerns what is logged from then on, by children too', async (t) => {
  const { service, logger, answer } = await set(t)
  answer('/issues', 200, '{"issues":[],"total":0,"limit":50}')
  const child = logger.child({ part: 'cart' }) as typeof logger
  child.logAgent.setRunId('run_mine')
  child.info('m')
  await new Promise(setImmediate)
  await child.logAgent.getIssues()
  assert.deepEqual([service.taken[0]!.runId, service.taken[0]!.metadata], ['run_mine', { part: 'cart' }])
})

const issue = { fingerprint: 'f', type: 'network', summary: 's', message: 's', count: 3, runId: 'run_1' }

test('getIssues asks for the run that was written to, and gives the answer as it came', async (t) => {
  const { logger, asked, answer, log } = await set(t)
  const page = { issues: [issue], total: 1, limit: 50 }
  answer('/issues', 200, JSON.stringify(page))
  await logger.logAgent.getIssues()
  await log('failed')
  assert.deepEqual(await logger.logAgent.getIssues(), page)
  assert.deepEqual(
    asked.map(({ method, query }) => [method, query]),
    [
      ['GET', 'runId=latest'],
      ['GET', 'runId=run_1_aaaaaaa'],
    ],
  )
})

test('askQuestion sends the question after what was logged, and gives the answer as it came', async (t) => {
  const { logger, asked, answer, log } = await set(t)
  const said = { question: 'why?', answer: 'because', mode: 'rules', runId: 'run_1_aaaaaaa', citations: [] }
  answer('/qna', 200, JSON.stringify(said))
  await log('failed')
  assert.deepEqual(await logger.logAgent.askQuestion('why?'), said)
  assert.deepEqual(asked, [
    { method: 'POST', query: '', body: { question: 'why?', runId: 'run_1_aaaaaaa' }, after: ['failed'] },
  ])
})

test('a service without the route is said to have none, and one without logs is quoted', async (t) => {
  const { service, logger, answer } = await set(t)
  answer('/qna', 404, '{"status":404,"code":"NOT_FOUND","detail":"there is nothing at /qna"}')
  answer('/issues', 404, '<pre>Cannot GET /issues</pre>')
  const none = (path: string) => ({
    name: 'ReadError',
    code: 'NO_ROUTE',
    message: `the log service at ${service.url} has no ${path}`,
  })
  await assert.rejects(logger.logAgent.askQuestion('why?'), none('/qna'))
  await assert.rejects(logger.logAgent.getIssues(), none('/issues'))
  answer('/qna', 404, '{"status":404,"code":"RUN_NOT_FOUND","detail":"run r has no logs","hint":"h"}')
  await assert.rejects(logger.logAgent.askQuestion('why?'), {
    code: 'RUN_NOT_FOUND',
    message: 'run r has no logs',
    hint: 'h',
  })
})
