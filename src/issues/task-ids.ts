// Task ids: which tasks the records of a run name, found in the stored bytes, without reading the records.
// Promises: a task is told once a run, at most `maxTasks` of them; an attribute of that name, or text that looks like it, is none.
import { isId } from '../record/names.ts'
import { endOfLine } from '../search/line.ts'

export type TaskIds = {
  /** Tasks that are named in these whole lines and were not before. */
  newIn(bytes: Buffer, from: number, to: number): string[]
}

// in a canonical line, every field of the record itself stands in front of the message; within strings, quotes are escaped
const field = Buffer.from('"taskId":"')
const message = Buffer.from('"message":')
const maxTasks = 1000

export const createTaskIds = (): TaskIds => {
  const known = new Set<string>()
  return {
    newIn(bytes, from, to) {
      const found: string[] = []
      for (let at = bytes.indexOf(field, from); at >= 0 && at < to; at = bytes.indexOf(field, endOfLine(bytes, at))) {
        const taskId = bytes.toString('latin1', at + field.length, bytes.indexOf('"', at + field.length))
        if (known.has(taskId) || !isId(taskId) || known.size >= maxTasks) continue
        const lineStart = Math.max(from, bytes.lastIndexOf('\n', at) + 1)
        if (bytes.indexOf(message, lineStart) < at) continue
        known.add(taskId)
        found.push(taskId)
      }
      return found
    },
  }
}
