// What a part of the abuse judge answers.

/** `short`: seconds, for a test. `long`: as the service's targets say. */
export type Size = 'short' | 'long'

/** `wrong`: in sentences; none when all is well. */
export type Verdict = { wrong: string[]; figures: Record<string, number> }
