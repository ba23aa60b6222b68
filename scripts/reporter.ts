// Reporter: what node --test prints here: a line for each file, the whole story of each failure, and the sum.
import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

type Failed = Extract<TestEvent, { type: 'test:fail' }>['data']

// an error of a failed suite only says that a test inside it failed, which was told already
const isOwn = ({ details }: Failed) =>
  !('failureType' in details.error) || details.error.failureType !== 'subtestsFailed'

const told = ({ name, file, line, details }: Failed): string => {
  const place = file === undefined ? '' : ` (${relative(process.cwd(), file)}:${line})`
  const cause = details.error.cause ?? details.error
  // an assertion's message shows both values already
  const story = isAssertion(cause) ? String(cause.stack) : inspect(cause)
  return `\n✗ ${name}${place}\n${story.replaceAll(/^/gm, '  ')}\n`
}

const isAssertion = (cause: unknown): cause is Error =>
  cause instanceof Error && 'code' in cause && cause.code === 'ERR_ASSERTION'

export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message
    else if (type === 'test:fail' && isOwn(data)) yield told(data)
    else if (type === 'test:summary' && data.file !== undefined) {
      const seconds = (data.duration_ms / 1000).toFixed(1)
      yield `${data.success ? '✓' : '✗'} ${relative(process.cwd(), data.file)} (${data.counts.tests}, ${seconds} s)\n`
    } else if (type === 'test:summary') {
      const { tests, passed, skipped, todo } = data.counts
      yield `\n${tests} tests: ${passed} passed, ${tests - passed - skipped - todo} failed, ${skipped + todo} skipped\n`
    }
  }
}
