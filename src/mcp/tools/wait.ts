// log_wait: until a run is quiet or an issue appears in it; then what differs from the run before.
// Promises: it ends in time, with the caller, or at once when there are too many; a run that has no line yet is not quiet.
import { z } from 'zod'
import { fail } from '../../errors.ts'
import type { IssueView } from '../../issues/issue.ts'
import type { Delta } from '../../issues/issues.ts'
import { fit } from '../budget.ts'
import { issueLine } from '../issue-text.ts'
import { whenCounted } from '../run.ts'
import { cleanLine, count, countOf, nextCall, said, shorten, textOf } from '../text.ts'
import { common, defineTool, type Rooms } from '../tool.ts'
import { type Waited, waitFor } from '../wait-for.ts'

const input = z.strictObject({
  run: common.run,
  quiet_s: z.int().min(1).max(50).default(3).describe('no line for so long'),
  timeout_s: z.int().min(1).max(55).default(30),
  max_chars: common.max_chars,
})

export const waitTool = defineTool(
  {
    name: 'log_wait',
    description:
      'Waits until a run is quiet or a further issue appears in it, then tells what is new, gone, still there or flaky against the run before. Use after log_clear and a retry.',
    input,
  },
  (rooms) => {
    let waits = 0
    return async ({ run: asked, quiet_s, timeout_s, max_chars }, signal) => {
      if (waits >= rooms.maxWaits) throw fail('OVERLOADED')
      const run = await rooms.runs.find(asked)
      waits++
      try {
        const waited = await waitFor(rooms, run, { quietMs: quiet_s * 1000, timeoutMs: timeout_s * 1000 }, signal)
        return replyFor(rooms, run, waited, max_chars, signal)
      } finally {
        waits--
      }
    }
  },
)

const replyFor = async ({ issues }: Rooms, run: string, waited: Waited, maxChars: number, signal: AbortSignal) => {
  await whenCounted(issues, run, signal)
  const delta = await issues.delta(run)
  signal.throwIfAborted()
  const lines = linesOf(delta)
  const first = delta.fresh[0] ?? delta.still[0] ?? delta.flaky[0]
  const { reply } = fit(
    lines.length,
    maxChars,
    (index, room) => {
      const item = shorten(lines[index]!, room).text
      return { item, size: item.length }
    },
    (shown) => ({
      text: textOf({
        about: [`run ${run}`, why(waited), countOf(waited.lines, 'further line'), ...against(delta)],
        lines: shown,
        cuts: [shown.length < lines.length && countOf(lines.length - shown.length, 'more issue')],
        next: [
          shown.length < lines.length && nextCall('log_issues', { run }),
          shown.length < lines.length && delta.gone.length > 0 && nextCall('log_issues', { run: delta.previousRunId }),
          first && nextCall('log_issue', { run, id: first.fingerprint }),
          waited.why === 'timeout' && nextCall('log_wait', { run }),
          first === undefined && nextCall('log_read', { run, tail: 50 }),
        ],
      }),
    }),
  )
  return reply
}

const why = ({ why, ms, appeared }: Waited): string => {
  const after = `after ${Math.round(ms / 100) / 10} s`
  if (why === 'quiet') return `quiet ${after}`
  return why === 'issue'
    ? `${countOf(appeared.length, 'issue')} appeared ${after}`
    : `neither quiet nor a new issue ${after}`
}

const against = ({ previousRunId, isCurrent, fresh, gone, still, flaky }: Delta): string[] =>
  said([
    previousRunId === undefined ? 'there is no run before' : `against ${previousRunId}`,
    `${count(fresh.length)} new, ${count(gone.length)} gone, ${count(still.length)} still there, ${count(flaky.length)} flaky`,
    !isCurrent && 'still counting',
  ])

const linesOf = ({ loop, fresh, flaky, still, gone }: Delta): string[] => {
  const told = (word: string, issues: IssueView[]) => issues.map((issue) => `${word}: ${issueLine(issue, 'concise')}`)
  return [
    ...(loop === undefined ? [] : [`loop: ${cleanLine(loop)}`]),
    ...told('new', fresh),
    ...told('flaky', flaky),
    ...told('still', still),
    ...gone.map(({ fingerprint, type, summary }) => `gone: ${fingerprint} ${cleanLine(type)}: ${cleanLine(summary)}`),
  ]
}
