// Clean: a line as a terminal would show it, without what a CI runner puts in front of it.
// Promises: nothing behind this file sees an escape sequence or a control character; words and indentation stay as they are.
// Leaves to others: where lines begin and end (lines.ts).

/** What the runner writes in front of each line: GitHub, Gitea, Azure, GitLab (with its stream mark), Zuul, Jenkins. */
const stamp =
  /\ufeff?\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3,9}(?:Z|[+-]\d\d:?\d\d)?\]? ?(?:\d\d[OE][+ ]?)?(?:\| (?=\S)(?:[\w.-]{1,60} +\| )?)?/y

/** CSI, OSC (hyperlinks, Buildkite's times), character sets, single letters; also those that lost their ESC in a copy. */
const escapes =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]_][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)?|\u001b[()#][0-9A-Za-z]|\u001b[=>78cDEHMNOZ]|\u009b[0-?]*[ -/]*[@-~]/g
const red = /\u001b\[(?:\d{1,3};){0,4}(?:31|91|41|101)(?:;\d{1,3}){0,4}m|\u001b\[(?:\d{1,3};)?38;5;(?:1|9|196|160|124)m/
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
const allControls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g

export const hasControls = (text: string): boolean => controls.test(text)
export const isRed = (text: string): boolean => red.test(text)

/** Without escape sequences and control characters; tabs stay. */
export const plain = (text: string): string =>
  (text.includes('\u001b') || text.includes('\u009b') ? text.replace(escapes, '') : text).replace(allControls, '')

/** Without the runner's own time; only its one blank goes with it, because indentation says what belongs together. */
export const withoutStamp = (text: string): string => {
  const first = text.charCodeAt(0)
  // a digit, `[` or a byte order mark: nothing else begins one
  if ((first < 0x30 || first > 0x39) && first !== 0x5b && first !== 0xfeff) return text
  stamp.lastIndex = 0
  return stamp.test(text) ? text.slice(stamp.lastIndex) : text
}
