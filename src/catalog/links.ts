// Links in the catalog: what belongs to a task although it lies elsewhere, or is known elsewhere by another name.
// Promises: the same link again changes nothing.

export const linkKinds = ['run', 'sha', 'pr', 'issue', 'trace', 'session'] as const
export type LinkKind = (typeof linkKinds)[number]

/** `value` as its own world names it: a run's id, a commit, `owner/repo#12`, a trace in hex. */
export type Link = { taskId: string; kind: LinkKind; value: string }

export interface CatalogLinks {
  put(links: Link[]): Promise<void>
  ofTask(taskId: string): Promise<Link[]>
  /** Tasks with this link, newest link first. */
  tasksOf(kind: LinkKind, value: string): Promise<string[]>
  forget(taskIds: string[]): Promise<void>
  /** Forgets which runs a task had that was linked to them before; the runs are long gone then. */
  sweep(beforeMs: number): Promise<void>
}
