// log_task: one job of an agent: what it was about and came to, its result, or everything it touched by time.
import { z } from 'zod'
import { fail } from '../../errors.ts'
import { levels } from '../../record/record.ts'
import { fit } from '../budget.ts'
import { itemLine, taskLine } from '../task-text.ts'
import { clean, count, countOf, nextCall, shorten, textOf } from '../text.ts'
import { changed, common, defineTool, type Reply, type Rooms } from '../tool.ts'

const name = 'log_task'

const input = z.strictObject({
  id: z.string().min(1),
  part: z.enum(['summary', 'result', 'timeline']).default('summary'),
  level: z.enum(levels).default('warn').describe('timeline: least level of app lines'),
  from_event: z.string().optional().describe('timeline: cursor of a reply'),
  limit: z.int().min(1).max(500).default(100),
  max_chars: common.max_chars,
})
type Args = z.output<typeof input>

const lineRoom = 600

export const taskTool = defineTool(
  {
    name,
    description: 'One job of an agent: its summary, its result, or by time what it did and its apps logged.',
    input,
  },
  (rooms) => async (args) => {
    const row = await rooms.taskIndex.get(args.id)
    if (!row) throw fail('TASK_NOT_FOUND', { part: 'log', taskId: args.id })
    const about = taskLine(row)
    return args.part === 'timeline' ? timelineOf(rooms, args, about) : textsOf(rooms, args, about)
  },
)

/** The task's own words: what it was asked and what came of it, or only that, as far as the budget goes. */
const textsOf = async ({ tasks }: Rooms, args: Args, about: string): Promise<Reply> => {
  const { id, part, max_chars } = args
  const [asked, result] = await Promise.all([tasks.note(id, 'input'), tasks.note(id, 'final-result')])
  const said = clean(String(result?.error ?? result?.result ?? ''))
  const texts = [
    ...(part === 'summary' && asked ? [`input: ${clean(String(asked.message ?? ''))}`] : []),
    ...(said === '' ? [] : [`result: ${said}`]),
  ]
  const render = (index: number, room: number) => {
    const share = part === 'summary' ? Math.min(room, Math.floor(max_chars / 3)) : room
    const item = shorten(texts[index]!, share)
    return { item, size: item.text.length }
  }
  const { reply } = fit(texts.length, max_chars, render, (items) => {
    const missing = items.reduce((sum, { missing: each }) => sum + each, 0)
    return {
      text: textOf({
        about: [shorten(about, lineRoom).text, texts.length === 0 && 'it has said nothing yet'],
        lines: items.map(({ text }) => text),
        cuts: [
          items.length < texts.length && countOf(texts.length - items.length, 'text'),
          missing > 0 && `${count(missing)} characters where a text ends in …[+n]`,
        ],
        next: [
          missing > 0 && part === 'summary' && nextCall(name, { id, part: 'result' }),
          nextCall(name, { id, part: 'timeline' }),
        ],
      }),
    }
  })
  return reply
}

const timelineOf = async ({ timeline }: Rooms, args: Args, about: string): Promise<Reply> => {
  const { id, level, limit, max_chars, from_event: cursor } = args
  for (let most = limit; ; ) {
    const page = await timeline.page({ of: { taskId: id }, level, limit: most, cursor })
    const lines = page.items.map((item) => shorten(itemLine(item), lineRoom).text)
    const render = (index: number, room: number) => {
      const item = shorten(lines[index]!, room).text
      return { item, size: item.length }
    }
    const { reply, shown } = fit(lines.length, max_chars, render, (items) => ({
      text: textOf({
        about: [shorten(about, lineRoom).text, countOf(items.length, 'event'), `app lines from ${level} up`],
        lines: items,
        cuts: [
          (page.hasMore || items.length < lines.length) && 'later events',
          ...page.gone.map((stream) => `${stream}: swept`),
        ],
        next: [nextCall(name, { ...changed(input, args), id, part: 'timeline', from_event: page.cursor })],
      }),
    }))
    if (shown === lines.length) return reply
    most = shown
  }
}
