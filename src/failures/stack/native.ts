// Native: sanitizers, valgrind and debuggers; assertions and runtime errors that name their place.
import { frameOf, type ReadStack } from './frame.ts'

const frame =
  /^\s*#\d{1,4}\s{1,4}(?:0x[0-9a-f]{1,16} in )?([^\s(][^()]{0,300}?)(?: ?\(.*?\))?(?: at)? (\/?[^\s:()]{1,500}\.\w{1,4}):(\d{1,9})(?::(\d{1,9}))?$/
const valgrind = /^==\d+==\s{4}(?:at|by) 0x[0-9A-F]+: (.{1,300}) \(([^\s:()]{1,300}):(\d{1,9})\)$/
const head = /==\d+==\s?(?:ERROR|WARNING): (\w+Sanitizer): ([\w -]+?)(?: on (?:unknown )?address.*| \(.*)?$/
// `prog: file.c:5: main: Assertion `x' failed.`
const assertion =
  /^(?:[^\s:]{1,200}: )?([^\s:]{1,500}\.\w{1,4}):(\d{1,9}): (.{1,300}): Assertion [`'](.{1,500})' failed\.?$/
const undefinedBehaviour = /^([^\s:]{1,500}\.\w{1,4}):(\d{1,9}):(\d{1,9}): runtime error: (.{1,500})$/

// `what():` says what a C++ exception was about; it has no stack
const uncaught = /^terminate called after throwing an instance of '([^']{1,300})'$/
const what = /^ {2}what\(\): {1,2}(.*)$/

export const readNative: ReadStack = (lines) => {
  const type = uncaught.exec(lines[0] ?? '')?.[1]
  if (type !== undefined) return [{ type, message: what.exec(lines[1] ?? '')?.[1] ?? '', frames: [] }]
  for (const line of lines) {
    const claim = assertion.exec(line)
    if (claim !== null)
      return [{ type: 'Assertion', message: claim[4]!, frames: [frameOf(claim[1]!, plainName(claim[3]!), claim[2])] }]
    const wrong = undefinedBehaviour.exec(line)
    if (wrong !== null)
      return [
        { type: 'runtime error', message: wrong[4]!, frames: [frameOf(wrong[1]!, undefined, wrong[2], wrong[3])] },
      ]
  }
  const said = lines.map((line) => head.exec(line)).find((found) => found !== null)
  const frames = []
  for (const line of lines) {
    const at = frame.exec(line) ?? valgrind.exec(line)
    if (at !== null) frames.push(frameOf(at[2]!, plainName(at[1]!), at[3], at[4]))
    // a second stack tells where the memory came from
    else if (frames.length > 0 && line.trim() === '') break
  }
  return frames.length === 0 ? [] : [{ type: said?.[1] ?? '', message: said?.[2] ?? '', frames }]
}

// `int main(int, char**)` → main
const plainName = (signature: string) => signature.replace(/\(.*$/, '').replace(/^.* \**/, '')
