// Head: where the message of a line begins, behind the time, service, package or process that a tool put in front of it.
// Promises: 0 where there is none; never all of a line.

/** One of them, in front of something else: times, compose services, docker build steps, task runners' packages, levels of brackets. */
const heads =
  /(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?\]?|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?|\[ *\d{1,6}\.\d{1,6}\]|#\d{1,4} \d{1,6}\.\d{1,4}|[\w.-]{1,40}-\d{1,3} +\||[\w.-]{1,40}_\d{1,3} +\||[\w.-]{1,40} +\||@?[\w./-]{1,60}:(?:test|build|lint|check|typecheck|type-check)[\w:-]{0,20}:|[\w./@-]{1,60} (?:test|build|lint|check|typecheck|postinstall|install|prepare):|\[Container\] \S{10} \S{8}|Step #\d{1,3}(?: - "[^"]{1,60}")?:|\[task \S{20,30}\]|##\[(?:error|warning|debug)\]|::(?:error|warning)(?: [^:]{0,400})?::) ?/y

export const headOf = (text: string): number => {
  // most lines begin with a letter and have neither of what ends a head
  if (/^[A-Za-z ]/.test(text) && !text.includes('|') && !text.includes(':')) return 0
  let at = 0
  for (let i = 0; i < 4; i++) {
    heads.lastIndex = at
    if (!heads.test(text) || heads.lastIndex >= text.length) break
    at = heads.lastIndex
  }
  return at
}
