// Runner: how one CI system marks the parts of a job's log, and says how they ended.
// Leaves to others: following the marks through a log (../sections.ts).

/** `run`, `setup`, `cleanup`, `after` (what runs because something failed): a section of that kind begins. `back`: one ends, and what
 *  comes is the job's own again. `failed`, `passed`: how the section that is open ended. */
export type MarkKind = 'run' | 'setup' | 'cleanup' | 'after' | 'back' | 'failed' | 'passed'

/** Tried in order on a line's message and on the whole line; group 1, where there is one, names the section. */
export type Mark = { is: MarkKind; match: RegExp }

export type Runner = {
  id: string
  /** What only this system writes; where its marks could be anybody's, they count only once it was seen. */
  sign?: RegExp
  marks: readonly Mark[]
  /** Lines that begin and end a section as they would be in a log, for the test. */
  example: readonly (readonly [line: string, is: MarkKind | undefined])[]
}
