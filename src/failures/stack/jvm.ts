// JVM: stacks of Java, Kotlin and Scala; and those of .NET, which look alike.
import { frameOf, type ReadStack, type Thrown, thrownIn } from './frame.ts'

const java =
  /^\s*at (?:[\w.$@-]{0,100}\/{1,2}){0,3}([\w.$<>/-]{1,500})\(([^():]{1,200})(?::(\d{1,9}))?\)(?: ~?\[.*\])?$/
const net = /^\s*at ([\w.`<>[\],+$|]{1,500})\(.*\)(?: in (.{1,1000}):line (\d{1,9}))?$/

export const isJvmFrame = (line: string): boolean => java.test(line) || net.test(line)

export const readJvm: ReadStack = (lines) => {
  const thrown: Thrown[] = []
  let isInFrames = false
  let isSuppressed = false
  let before = ''
  for (const line of lines) {
    const found = java.exec(line)
    const place = found === null ? net.exec(line) : null
    if (found === null && place === null) {
      if (line.trim() !== '') before = line
      isInFrames = false
      if (/^\s*Suppressed: /.test(line)) isSuppressed = true
      else if (/^\s*Caused by: /.test(line)) isSuppressed = false
      continue
    }
    if (!isInFrames && !isSuppressed) thrown.push(thrownIn(before) ?? named(before))
    isInFrames = true
    const last = thrown.at(-1)
    if (isSuppressed || last === undefined) continue
    if (found !== null) last.frames.push(frameOf(found[2]!, found[1], found[3]))
    else if (place![2] !== undefined) last.frames.push(frameOf(place![2], place![1], place![3]))
  }
  return thrown
}

// any class may be thrown, whatever its name
const named = (line: string): Thrown => {
  const found =
    /^\s*(?:Caused by: |Exception in thread "[^"]{0,200}" )?((?:[\w$]{1,80}\.){1,12}[\w$]{1,120})(?:: (.*))?$/.exec(
      line,
    )
  return { type: found?.[1] ?? '', message: found === null ? line.trim() : (found[2] ?? ''), frames: [] }
}
