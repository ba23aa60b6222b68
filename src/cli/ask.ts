// spoor ask: a question about a run, answered with the lines that prove it.
// Promises: the answer is what stdout gets, as it comes on a terminal, whole in a pipe; which lines it cites, who answered and what it cost is
//   said on stderr; what a model began and did not finish is told to be void.
import type { Command } from 'commander'
import { type Place, ReadError, request } from '../../client/src/http.ts'
import type { Answer, Question } from '../../client/src/read.ts'
import { createSseParser } from '../../client/src/sse.ts'
import { escapeControls } from '../render/escape.ts'
import { terminalSafe } from '../render/json.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { whole } from './values.ts'

type Options = { r?: string; grep?: string; maxTokens?: number; llm: boolean }

export const addAsk = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('ask')
    .helpGroup('Read:')
    .summary('ask about a run; the answer cites its lines')
    .description(
      'Answers a question about a run, citing lines as [L120]: by a language model when the service has one, else by rules.',
    )
    .argument('<question>', 'in any words; what is quoted is looked for as it stands')
    .option('-r <id>', 'the same as --run')
    .option('-g, --grep <text>', 'from lines that contain this text')
    .option('--max-tokens <tokens>', 'of evidence to answer from (default: 2500)', whole(100, 7000))
    .option('--no-llm', 'by rules, without a language model')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor ask "what went wrong?"                       the issues, new ones first, and what came before',
        '  spoor ask "why did checkout fail since 14:05?"     words and times narrow it',
        '  spoor ask "who calls \\`charge()\\`?" -g order-7      only lines of one order',
        '  spoor ask "what went wrong?" --json | jq .citations',
      ].join('\n'),
    )
    .action((question: string, options: Options, command: Command) =>
      ask(openSession(command, readSettings, options.r), { question, ...options }),
    )
}

const ask = async (
  session: Session,
  { question, grep, maxTokens, llm }: Options & { question: string },
): Promise<void> => {
  const { runId, isJson, isTerminal, print } = session
  const asked = { question, runId: runId || undefined, grep, maxTokens, ...(llm ? {} : { llm }) }
  const answer = isTerminal && !isJson ? await streamed(session, asked) : await session.reader.ask(asked)
  if (isJson) return print(`${terminalSafe(JSON.stringify(answer))}\n`)
  if (!isTerminal) await print(`${escapeControls(answer.answer, '\n\t')}\n`)
  tell(session, answer)
}

/** Prints the answer as it comes. */
const streamed = async ({ place, print }: Session, asked: Question): Promise<Answer> => {
  for await (const { type, data } of eventsOf(place, asked)) {
    if (type === 'text') await print(escapeControls((JSON.parse(data) as { text: string }).text, '\n\t'))
    if (type === 'reset') await print('\n\n(The model did not come to an end; what it began does not count.)\n\n')
    if (type === 'error') {
      const { status, code, detail, hint } = JSON.parse(data) as Record<'code' | 'detail' | 'hint', string> & {
        status: number
      }
      throw new ReadError(status, code, detail, hint)
    }
    if (type === 'answer') {
      await print('\n')
      return JSON.parse(data) as Answer
    }
  }
  throw new ReadError(0, 'UNREACHABLE', `the log service at ${place.url} ended in the middle of its answer`, '')
}

async function* eventsOf(place: Place, asked: Question) {
  const headers = { accept: 'text/event-stream' }
  const response = await request(place, '/qna', { method: 'POST', json: asked, headers })
  const { push } = createSseParser()
  for await (const bytes of response.body!) yield* push(bytes)
}

const tell = ({ say, address }: Session, { runId, mode, citations, tokenUsage, budget, costUsd }: Answer): void => {
  if (mode === 'llm') {
    const cost = costUsd === null ? 'at a price that is not set' : `for $${costUsd.toFixed(4)}`
    for (const { line, text } of citations) say(`L${line} ${text}`)
    say(
      `${count(tokenUsage.total)} tokens ${cost}; ${count(budget.used)} of ${count(budget.limit)} of this run are used`,
    )
  }
  say(address(runId))
}

const count = (number: number) => number.toLocaleString('en')
