// Fence: what stands around text that is quoted in Markdown.
// Source: CommonMark 0.31, section 4.5: a fence is closed by one of the same character that is at least as long.

/** Backticks, more than any run of them in the text; three at least. */
export const fenceFor = (text: string): string =>
  '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
