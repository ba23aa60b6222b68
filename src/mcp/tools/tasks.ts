// log_tasks: jobs of agents, newest first, a line each.
import { z } from 'zod'
import type { TaskPage } from '../../catalog/tasks.ts'
import { fail } from '../../errors.ts'
import { fit } from '../budget.ts'
import { readCursor, writeCursor } from '../page.ts'
import { taskLine } from '../task-text.ts'
import { countOf, nextCall, shorten, shownOf, textOf } from '../text.ts'
import { changed, common, defineTool, type Reply } from '../tool.ts'

const name = 'log_tasks'

const input = z.strictObject({
  status: z.string().optional().describe('queued, running, completed, failed'),
  repo: z.string().optional(),
  since: z.string().optional().describe('ISO time, or an age: 90m, 12h, 7d'),
  q: z.string().optional().describe('words in input, result or error'),
  limit: z.int().min(1).max(100).default(20),
  cursor: z.string().optional(),
  max_chars: common.max_chars,
})

const lineRoom = 500

export const tasksTool = defineTool(
  { name, description: 'Jobs of agents, newest first: status, cost, tokens, duration, error.', input },
  ({ taskIndex, now }) =>
    async (args) => {
      const { status, repo, since, q: text, limit, max_chars } = args
      const { before, cursor } = readCursor(args.cursor)
      const filter = { status, repo, text, sinceMs: since === undefined ? undefined : timeOf(since, now()) }
      for (let most = limit; ; ) {
        const page = await taskIndex.list(filter, { sort: 'created', limit: most, cursor })
        const lines = page.tasks.map((row) => shorten(taskLine(row), lineRoom).text)
        const render = (index: number, room: number) => {
          const item = shorten(lines[index]!, room).text
          return { item, size: item.length }
        }
        const { reply, shown } = fit(lines.length, max_chars, render, (items) =>
          replyOf(page, items, before, changed(input, args)),
        )
        if (shown === lines.length) return reply
        most = shown
      }
    },
)

const replyOf = (
  { total, cursor, tasks, isCapped }: TaskPage,
  lines: string[],
  before: number,
  asked: Record<string, string | number | undefined>,
): Reply => {
  const left = total - before - lines.length
  const [first] = tasks
  return {
    text: textOf({
      about: [shownOf(before, lines.length, total, 'task')],
      lines,
      cuts: [left > 0 && countOf(left, 'more task'), isCapped && 'older tasks with these words were not looked at'],
      next: [
        left > 0 &&
          cursor !== undefined &&
          nextCall(name, { ...asked, cursor: writeCursor(before + lines.length, cursor) }),
        first && nextCall('log_task', { id: first.taskId }),
      ],
    }),
  }
}

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

const timeOf = (text: string, nowMs: number): number => {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const ms = count === undefined ? Date.parse(text) : nowMs - Number(count) * unitMs[unit!]!
  if (Number.isNaN(ms))
    throw fail('FIELD_INVALID', { field: 'since', reason: 'takes an ISO time or an age such as 12h' })
  return ms
}
