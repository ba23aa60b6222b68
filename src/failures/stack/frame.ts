// Frame: what the readers of stacks have in common.
import type { Frame } from '../failure.ts'
import { isInApp } from './in-app.ts'

/** One exception of a chain; frames innermost first. */
export type Thrown = { type: string; message: string; frames: Frame[] }

/** Outermost first: what was reported, then what caused it. Empty when the text is not of the reader's language. */
export type ReadStack = (lines: readonly string[]) => Thrown[]

export const frameOf = (file: string, func: string | undefined, line?: string, column?: string): Frame => ({
  file,
  ...(func === undefined || func === '' ? {} : { func }),
  ...(line === undefined ? {} : { line: Number(line) }),
  ...(column === undefined ? {} : { column: Number(column) }),
  isInApp: isInApp(file, func),
})

// `a.b.TypeError [ERR_CODE]: message`; `Uncaught` and the like in front of it
const header =
  /^(?:[\s|+-]{0,80}|\s{0,4}[⨯✖✗×❌✘🚨│>]{1,3}\s{1,4})(?:Uncaught (?:\(in promise\) )?|Caused by: |\[cause\]: |Suppressed: |Exception in thread "[^"]{0,200}" |Unhandled exception\. |-+> |\[)?((?:[\w$]{1,80}[.:\\]{1,2}){0,12}(?:[A-Z][\w$]{0,120})?(?:Error|Exception|Failure|Throwable|Interrupt|Fault|Rejection|ExceptionGroup))(?: \[(\w{1,80})\])?(?:: ?(.*?)\]?)?( \{|,)?$/u

const mayBeHeader = /Error|Exception|Failure|Throwable|Interrupt|Fault|Rejection/

/** The exception a line names, when it has the shape of one. */
export const thrownIn = (line: string): Thrown | undefined => {
  if (!mayBeHeader.test(line)) return undefined
  const found = header.exec(line)
  // a word alone may be a heading, and `Error: none` is none
  if (found === null || /^(?:0|none|null|undefined|false|no)\.?$/i.test(found[3] ?? '')) return undefined
  if (found[3] === undefined && /^(?:Error|Failure|Exception|Fault)$/.test(found[1]!)) return undefined
  return { type: found[1]!, message: [found[2], found[3]].filter(Boolean).join(' '), frames: [] }
}
