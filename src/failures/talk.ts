// Talk: lines that speak of failures and are none: an agent's own words, and source that it reads or writes.

// who says I is no program
const firstPerson =
  /\b(?:I(?:'ll|'m|'ve|'d)|I (?:will|am|have|had|need|can|see|think|should|found|noticed|fixed|added|ran|tried)|[Ll]et me|[Ll]et's|[Ww]e (?:need|should|can|must|have to))\b/
// a statement, a comment, a line of a diff or of a numbered listing
const source =
  /^\s*(?:\/\/|\/\*|\*\s|<!--|import\s|export\s|const\s|let\s|var\s|return\b|if\s?\(|throw\s|raise\s|catch\s?\(|except\s|elif\s|def\s|class\s|func(?:tion)?\s|async\s|await\s|console\.|print\(|assert[\s(]|expect\(|describe\(|it\(|test\(|[+-]\s{2,}|\d{1,6}(?:→|\t|:\s{2,}))|[;{]\s*$|\)\s?=>/

/** Whether a line of no level that a rule might match is only talk. Linear. */
export const isTalk = (line: string): boolean => firstPerson.test(line) || source.test(line)
