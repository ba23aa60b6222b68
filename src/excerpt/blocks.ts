// Blocks: what belongs to a line that speaks of a failure: its body, its frames, what stands above it and names it.
//
//   src/flags.js                       parent: stands less deep
//     19:12  error  Expected '==='     head
//   ● cart › adds up                   head
//       expect(received).toBe(2)       body: stands deeper, goes on behind blank lines
//         at cart.test.js:3            frame: the project's first ones, the others hardly
//
// Promises: structure decides, not distance; nothing reaches over the border of a section, a test that passed, or a gap.
import { isForeign, isFrame } from './frames.ts'
import type { Line } from './line.ts'
import { worthOf } from './signals/match.ts'

export type Relation = 'head' | 'body' | 'frame' | 'above' | 'parent'

/** A line of a block, and how much of the head's value is its. */
export type Member = { index: number; share: number; relation: Relation }

/** Lines of a body that are no frames; lines that are looked at, downwards and upwards. */
const [maxBody, maxReach, maxAbove, maxParent] = [60, 400, 60, 600] as const
const stackReach = 16

export const blockOf = (lines: readonly Line[], head: number): Member[] => {
  const own: Member = { index: head, share: 1, relation: 'head' }
  // what is hardly believed is not worth its surroundings
  if (lines[head]!.said!.trust < 0.25) return [own]
  const others = [...bodyOf(lines, head), ...aboveOf(lines, head), ...parentsOf(lines, head)]
  return [own, ...others.filter(({ index }) => (lines[index]!.said?.trust ?? 1) >= 0.25)]
}

const bodyOf = (lines: readonly Line[], head: number): Member[] => {
  const members: Member[] = []
  const first = lines[head]!
  let share = 0.75
  const isStrong = worthOf(first.said!.signal) >= 6
  const stack = isStrong ? stackBelow(lines, head) : -1
  let levelShare = isStrong ? 0.5 : 0.25
  let blanks = 0
  let level = 0
  let own = 0
  let frames = 0
  let text = 0
  let frameShare = 0
  let frameIndent = Number.POSITIVE_INFINITY
  for (let i = head + 1; i < lines.length && i - head < maxReach && text < maxBody; i++) {
    const line = lines[i]!
    if (isBorder(lines[i - 1]!, line)) break
    if (line.indent < 0) {
      if (++blanks > 4) break
      continue
    }
    const isOfStack = isFrame(line.text)
    const isOfDiff = isStrong && diff.test(line.text)
    const goesOn = i <= stack || line.indent > first.indent || isOfStack || isOfDiff || continued.test(line.text)
    // at the same depth a message may have some lines, up to the first blank one
    if (!goesOn && (blanks > 0 || ++level > 6 || line.indent < first.indent || logged.test(line.text))) break
    if (commanded.test(line.text)) break
    if (line.said !== undefined && line.said.signal === first.said?.signal && line.indent <= first.indent) break
    blanks = 0
    if (isOfStack) {
      const isOwn = !isForeign(placeOf(lines, i))
      frameShare = isOwn ? shareOfOwn(own++) : frames++ === 0 ? 0.25 : 0.03
      frameIndent = line.indent
      members.push({ index: i, share: frameShare, relation: 'frame' })
    } else if (line.indent > frameIndent) {
      // the code that stands below a frame of Python is worth what the frame is
      members.push({ index: i, share: frameShare * 0.9, relation: 'frame' })
    } else {
      text++
      frameIndent = Number.POSITIVE_INFINITY
      members.push({ index: i, share: goesOn ? share : levelShare, relation: 'body' })
      if (goesOn) share *= 0.95
      else levelShare *= 0.8
    }
  }
  return members
}

/** The first frame below a head, if it is near: a message of many lines stands between them. -1 where there is none. */
const stackBelow = (lines: readonly Line[], head: number): number => {
  const { said } = lines[head]!
  for (let i = head + 1; i < Math.min(lines.length, head + stackReach); i++) {
    if (isBorder(lines[i - 1]!, lines[i]!) || lines[i]!.said?.signal === said?.signal) return -1
    if (isFrame(lines[i]!.text)) return i
  }
  return -1
}

/** What stands right above: the frames of a traceback that ends here, else the lines of the same paragraph. */
const aboveOf = (lines: readonly Line[], head: number): Member[] => {
  const members: Member[] = []
  const before = lines[head - 1]
  if (before === undefined || isBorder(before, lines[head]!)) return members
  const isTrace = before.indent > lines[head]!.indent && before.indent > 0
  let own = 0
  for (let i = head - 1; i >= 0 && i >= head - (isTrace ? maxAbove : 4); i--) {
    const line = lines[i]!
    if (isBorder(line, lines[i + 1]!) || line.indent < 0) break
    if (!isTrace) {
      members.push({ index: i, share: 0.5 / (head - i), relation: 'above' })
      continue
    }
    const code = lines[i + 1]!
    if (isFrame(line.text) && !isForeign(line.text)) {
      const share = shareOfOwn(2 * own++)
      members.push({ index: i, share, relation: 'frame' })
      if (i + 1 < head) members.push({ index: i + 1, share: share * 0.9, relation: 'frame' })
    } else
      members.push({ index: i, share: head - i <= 3 ? 0.3 : 0.03, relation: isFrame(line.text) ? 'frame' : 'above' })
    if (line.indent <= lines[head]!.indent && code.indent > line.indent) break
  }
  return members
}

/** Of the project's own frames, the innermost first: a function and its place may be two lines. */
const shareOfOwn = (nth: number): number => (nth < 4 ? 0.7 : nth < 8 ? 0.35 : 0.05)

/** The lines above that stand less deep each: the file of a finding, the suite of a test. */
const parentsOf = (lines: readonly Line[], head: number): Member[] => {
  const members: Member[] = []
  let indent = lines[head]!.indent
  let share = 0.65
  for (let i = head - 1; i >= 0 && i >= head - maxParent && indent > 0; i--) {
    const line = lines[i]!
    if (isBorder(line, lines[i + 1]!)) break
    if (line.indent < 0 || line.indent >= indent) continue
    members.push({ index: i, share, relation: 'parent' })
    indent = line.indent
    share *= 0.6
  }
  return members
}

/** Go and Rust say in a line of its own where the function above was. */
const placeOf = (lines: readonly Line[], index: number): string => {
  const { text, indent } = lines[index]!
  const after = lines[index + 1]
  const hasPlace = after !== undefined && after.indent > indent && isFrame(after.text)
  return /^goroutine \d/.test(text) ? 'runtime.goroutine' : hasPlace ? after.text : text
}

/** Two pieces of a long line that was cut only because it is long. */
const isTorn = (before: Line, line: Line) => before.number === line.number && !before.text.endsWith('\\n')

const isBorder = (before: Line, line: Line): boolean =>
  before.section !== line.section ||
  isTorn(before, line) ||
  line.isMark ||
  line.isPass ||
  before.isPass ||
  line.number > before.number + 1

/** A shell that tells what it runs writes `+`, too: below a weak head it is no diff. */
const diff = /^\s*[+-]\s{0,8}\S/

/** A command that is about to run. */
const commanded = /^\s*(?:\$ \S|> git )/

/** Each line of a log is a message of its own. */
const logged =
  /^\W{0,3}(?:INFO|DEBUG|TRACE|WARN|WARNING|info|debug|trace|warn)\b|^\S+ (?:INFO|DEBUG|TRACE|WARN|WARNING) /

/** Lines that belong to what stands above them at whatever depth: diffs, code frames, carets, places, causes. */
const continued =
  /^\s*(?:\d+ ?[|│]|\||[\^~─╵╷│|]|-->|:::|= (?:note|help)|@@ |E {2}|> ?\d* ?\||>|Caused by|Expected|Actual|Received|expected|actual|received|got|want|left|right|Error:|error:|note:|help:|symbol:|location:|required:|found:|To |Did you mean)|^goroutine \d|^\/?\S+\.\w+:\d+(?::\d+)?:?$|^\S+\.php:\d+$/
