// Talk: lines that speak of failures and are none: an agent's own words, source that it reads or writes, tests that pass, dumps of values.

// who says I is no program
const firstPerson =
  /\b(?:I(?:'ll|'m|'ve|'d)|I (?:will|am|have|had|need|can|see|think|should|found|noticed|fixed|added|ran|tried)|[Ll]et me|[Ll]et's|[Ww]e (?:need|should|can|must|have to))\b/
// a statement, a comment, a line of a diff or of a numbered listing
const source =
  /^\s*(?:\/\/|\/\*|\*\s|<!--|import\s|export\s|const\s|let\s|var\s|return\b|if\s?\(|throw\s|raise\s|catch\s?\(|except\s|elif\s|def\s|class\s|func(?:tion)?\s|async\s|await\s|console\.|print\(|assert[\s(]|expect\(|describe\(|it\(|test\(|[+-]\s{2,}|\d{1,6}(?:→|\t|:\s{2,}))|[;{]\s*$|\)\s?=>/

// a test that passed, a commit, a command that is about to run, a heading
const other =
  /^\s*(?:[✓✔√☑]|ok \d|PASS\b|--- PASS|commit [0-9a-f]{4,40}\b|(?:[0-9a-f]{7,40} )?(?:fix|feat|docs|chore|refactor)(?:\([\w./-]{1,40}\))?!?: |\$ \S|#{1,6} \S)|\.{3} ok$|\bPASSED$/

/** Whether a line of no level that a rule might match is only talk. Linear. */
export const isTalk = (line: string): boolean => firstPerson.test(line) || source.test(line) || other.test(line)

const hex = '(?:0x)?[0-9a-f]{8,16}'
const named = String.raw`(?:\w{1,12}[:=] ?)?${hex}`
// a name, dots that lead to its value, the value; several registers; one
const values = new RegExp(
  String.raw`\.{3}\s{0,4}\d{1,20}(?: \(\w{1,20}\))?$|^${named}(?:[ ,]{1,4}${named}){1,32}$|\b(?:address|register): 0x[0-9a-f]{1,16}$`,
  'i',
)

/** Whether a line only shows values, as dumps of registers do: what went wrong stands in front of them. */
export const isDump = (line: string): boolean => line.length <= maxDump && values.test(line)
const maxDump = 400
