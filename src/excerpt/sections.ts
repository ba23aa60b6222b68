// Sections: the parts of a job as its runner marked them, and what a failure in each of them is worth.
//
//   section 0 (before any mark) │ setup │ run │ run, failed │ after │ cleanup
//
// Promises: which runner it is is found out from the log's own marks; at most `maxSections`, the rest belongs to the last.

import { createWords } from '../lib/words.ts'
import { buildkite } from './runners/buildkite.ts'
import { gitea } from './runners/gitea.ts'
import { github } from './runners/github.ts'
import { gitlab } from './runners/gitlab.ts'
import { jenkins } from './runners/jenkins.ts'
import { others } from './runners/others.ts'
import type { Mark, MarkKind, Runner } from './runners/runner.ts'
import { travis } from './runners/travis.ts'
import { literalsOf } from './signals/literals.ts'

export const runners: readonly Runner[] = [github, gitea, gitlab, travis, jenkins, buildkite, others]

export type SectionKind = 'run' | 'setup' | 'cleanup' | 'after'
/** `ended`: number of the line that said how it ended. */
export type Section = {
  name: string
  kind: SectionKind
  status: 'failed' | 'passed' | undefined
  ended: number
  isEmpty: boolean
}

export type Sections = {
  /** What a line marks, if it is a mark; the section that is open changes with it. `mayMark`: false where it is known to mark nothing. */
  take(text: string, number: number, isBlank: boolean, mayMark?: boolean): MarkKind | undefined
  /** Index of the open section in `all`. */
  readonly current: number
  readonly all: readonly Section[]
}

const sectionOf = (name: string, kind: SectionKind): Section => ({
  name,
  kind,
  status: undefined,
  ended: 0,
  isEmpty: true,
})

const [maxSections, maxName] = [5000, 200] as const
/** Marks stand at the beginning of a line, some behind the command that they tell. */
const reach = 300

export const createSections = (): Sections => {
  const all: Section[] = [sectionOf('', 'run')]
  const seen = new Set<string>()
  const open = (name: string, kind: SectionKind) => {
    // cut free of the chunk it was read with
    if (all.length < maxSections) all.push(sectionOf(Buffer.from(name.slice(0, maxName)).toString(), kind))
  }
  const end = (status: 'failed' | 'passed', number: number) => {
    const last = all.at(-1)!
    // a verdict that comes behind the clean-up, or behind the mark of an end, is about what was run
    const isOwn = last.kind === 'run' && !last.isEmpty
    const about =
      isOwn || status === 'passed' ? last : (all.findLast(({ kind, isEmpty }) => kind === 'run' && !isEmpty) ?? last)
    // the first word counts: what comes later may be about the whole job
    if (about.status !== undefined) return
    about.status = status
    about.ended = number
  }
  return {
    take(text, number, isBlank, mayMark = true) {
      if (isBlank) return undefined
      const found = mayMark ? markIn(text, seen) : undefined
      if (found === undefined) {
        all.at(-1)!.isEmpty = false
        return undefined
      }
      const { is, name } = found
      if (is === 'failed' || is === 'passed') {
        end(is, number)
        if (is === 'passed') open('', 'run')
      } else if (is === 'back') open('', 'run')
      else open(name, is)
      return is
    },
    get current() {
      return all.length - 1
    },
    all,
  }
}

/** What the signals of each section are worth, by its index. `isExplained`: a section that failed says strong things itself. */
export const factorsOf = (sections: readonly Section[], isExplained: boolean): number[] => {
  const firstFailed = sections.findIndex(({ status }) => status === 'failed')
  return sections.map(({ kind, status }, index) => {
    if (status === 'failed') return 1
    if (status === 'passed') return 0.3
    if (kind === 'cleanup') return firstFailed < 0 ? 0.25 : 0.12
    if (firstFailed < 0) return kind === 'setup' ? 0.6 : kind === 'after' ? 0.5 : 1
    if (kind === 'setup') return isExplained ? 0.1 : 0.3
    // behind a failure only what was asked to run after one runs; it may hold the detail
    return index > firstFailed ? 0.4 : isExplained ? 0.3 : 0.5
  })
}

/** False where no mark and no sign of a runner is in a text: none of their words stands there, and none of them is only a number. */
export const mayMark = (text: string): boolean => hintsIn(text) > 0

const hintsIn = (text: string) => words.find(text.length > reach ? text.slice(0, reach) : text, hinted)

const markIn = (text: string, seen: Set<string>): { is: MarkKind; name: string } | undefined => {
  const count = hintsIn(text)
  if (count === 0) return undefined
  let best: number | undefined
  for (let i = 0; i < count; i++) {
    const index = hinted[i]!
    const { runner, mark } = entries[index]!
    if (mark === undefined) {
      if (runner.sign!.test(text)) seen.add(runner.id)
    } else if ((best === undefined || index < best) && isKnown(runner, seen) && mark.match.test(text)) best = index
  }
  if (best === undefined) return undefined
  const { match, is } = entries[best]!.mark!
  const name = match
    .exec(text)!
    .slice(1)
    .find((group) => group !== undefined)
  return { is, name: name ?? '' }
}

const isKnown = ({ id, sign }: Runner, seen: ReadonlySet<string>) => sign === undefined || seen.has(id)

/** Without a mark: the sign of its runner. */
const entries: readonly { runner: Runner; mark?: Mark }[] = runners.flatMap((runner) => [
  ...(runner.sign === undefined ? [] : [{ runner }]),
  ...runner.marks.map((mark) => ({ runner, mark })),
])
const words = createWords(entries.map(({ runner, mark }) => literalsOf(mark?.match ?? runner.sign!) ?? []))
const hinted = new Int32Array(entries.length)
