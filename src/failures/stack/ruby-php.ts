// Ruby and PHP: the place first, then the message; the stack below.
import { frameOf, type ReadStack, type Thrown } from './frame.ts'

const ruby = /^(?:\s+from )?([^\s:]{1,500}):(\d{1,9}):in [`']([^']{1,200})'(?:: (.*?)(?: \(([\w:]{1,200})\))?)?$/
const php =
  /^(?:PHP )?(?:Fatal|Parse|Recoverable fatal) error: {1,2}(?:Uncaught )?(?:([\w\\]{1,200}?)(?:: |, ))?(.*) (?:in (\S{1,500}?\.php):(\d{1,9})|in (\S{1,500}) on line (\d{1,9}))$/
const numbered = /^#\d{1,4} ([^\s(]{1,500})\((\d{1,9})\): (.{1,200}?)\(.*\)$/

export const readRuby: ReadStack = (lines) => {
  const thrown: Thrown[] = []
  for (const line of lines) {
    const found = ruby.exec(line)
    if (found === null) continue
    // a line with a message begins an exception; the cause stands below what it caused
    if (found[4] !== undefined) thrown.push({ type: found[5] ?? 'RuntimeError', message: found[4], frames: [] })
    thrown.at(-1)?.frames.push(frameOf(found[1]!, found[3], found[2]))
  }
  return thrown
}

export const readPhp: ReadStack = (lines) => {
  const head = lines.map((line) => php.exec(line)).find((found) => found !== null)
  if (head === undefined) return []
  const calls = lines.map((line) => numbered.exec(line)).filter((found) => found !== null)
  // each line of the stack names the place of a call and what was called there: the place it was thrown at is in the head
  const names = [...calls.map((found) => found[3]!), undefined]
  const places = [[head[3] ?? head[5]!, head[4] ?? head[6]], ...calls.map((found) => [found[1]!, found[2]])]
  return [
    {
      type: head[1] ?? 'error',
      message: head[2]!,
      frames: places.map(([file, line], i) => frameOf(file!, names[i], line)),
    },
  ]
}
