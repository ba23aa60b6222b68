// POST /qna: a question about a run, answered with the lines that prove it.
// Promises: JSON unless text or a stream is asked for by Accept; a stream tells when what it sent does not count any more; who leaves
//   ends the work.
// Format of the stream: WHATWG HTML, section 9.2, server-sent events: `text` {text}, `reset` {}, at last `answer`, as JSON has it, or
//   `error`, a problem document.
import type { Context } from 'hono'
import type { Answer, Question } from '../ask/answer.ts'
import type { Ask } from '../ask/ask.ts'
import { fail } from '../errors.ts'
import type { Log } from '../log.ts'
import { terminalSafe } from '../render/json.ts'
import { fieldsOf } from './fields.ts'
import { problem } from './problem.ts'

/** Body: `{ question | query, runId, grep, maxTokens, llm }`. */
export const qnaRoute =
  ({ ask, log }: { ask: Ask; log: Log }) =>
  async (c: Context): Promise<Response> => {
    const question = questionOf(await c.req.text())
    const { signal } = c.req.raw
    const accept = c.req.header('Accept') ?? ''
    if (accept.includes('text/event-stream')) return streamed(ask, question, signal, log)
    const answer = await ask.ask(question, { signal })
    const headers = { 'X-Spoor-Run': answer.runId, 'X-Spoor-Mode': answer.mode }
    const text = /text\/(?:plain|markdown)/.exec(accept)
    if (text && !accept.includes('application/json')) {
      return c.body(`${answer.answer}\n`, 200, { ...headers, 'Content-Type': `${text[0]}; charset=utf-8` })
    }
    return c.body(terminalSafe(JSON.stringify(answer)), 200, {
      ...headers,
      'Content-Type': 'application/json; charset=utf-8',
    })
  }

const questionOf = (text: string): Question => {
  const pick = fieldsOf(text)
  const question = pick('string', 'question', 'query')
  if (question === undefined) throw fail('FIELD_INVALID', { field: 'question', reason: 'it is empty' })
  return {
    question,
    runId: pick('string', 'runId', 'run'),
    grep: pick('string', 'grep'),
    maxTokens: pick('number', 'maxTokens'),
    llm: pick('boolean', 'llm'),
  }
}

/** What fails before the first text is an answer with a status of its own; afterwards it is an event. */
const streamed = async (ask: Ask, question: Question, signal: AbortSignal, log: Log): Promise<Response> => {
  const left = new AbortController()
  const begun = Promise.withResolvers<void>()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  // a reader that is gone makes every write fail: that it is gone is heard here, once
  writer.closed.catch(() => left.abort())
  const send = (event: string, data: unknown) => {
    begun.resolve()
    writer.write(Buffer.from(`event: ${event}\ndata: ${terminalSafe(JSON.stringify(data))}\n\n`)).catch(() => undefined)
  }
  const asking = ask.ask(question, {
    signal: AbortSignal.any([signal, left.signal]),
    onText: (text) => send('text', { text }),
    onReset: () => send('reset', {}),
  })
  const finish = async (answering: Promise<Answer>) => {
    try {
      send('answer', await answering)
    } catch (error) {
      send('error', await problem(error, log).json())
    }
    await writer.close()
  }
  await Promise.race([begun.promise, asking])
  finish(asking).catch(() => undefined)
  return new Response(readable, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
  })
}
