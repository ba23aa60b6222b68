// Signal: one way in which a tool says that something went wrong (or that it only looks so), as one line of its output.
// Leaves to others: which signals there are (a file a family), finding them (match.ts), what surrounds them (../blocks.ts).

/** What kind of statement it is, and what it is worth beside the others. A failing test's name and an exception tell more than a sum. */
export const worth = {
  test: 10,
  exception: 10,
  diagnostic: 9,
  system: 9,
  assertion: 8,
  tool: 8,
  verdict: 5,
  generic: 3,
  exit: 2,
  warning: 1.6,
} as const

export type Kind = keyof typeof worth

/** `match` is tried on a message without what stands in front of it (head.ts), and takes linear time. */
export type Signal = {
  id: string
  kind: Kind
  match: RegExp
  /** In place of what its kind is worth. */
  worth?: number
  /** Messages that are one, and messages that look like it and are none: they are its test. */
  yes: readonly string[]
  no: readonly string[]
}

/** What makes a signal in the same line worth less: `factor` times as much. */
export type Decoy = { id: string; factor: number; match: RegExp; yes: readonly string[]; no: readonly string[] }
