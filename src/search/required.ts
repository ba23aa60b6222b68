// Required: a literal that every match of a regex must contain, so that most lines are never shown to the regex.
// Promises: when in doubt there is none; what is returned is plain ASCII that JSON stores as it is.

// after a backslash: classes and single control characters, which end a literal; all other letters and digits take operands
const simpleEscapes = 'dDwWsSbBtnrfv'
const special = '^$.|?*+()[]{}'

/** The longest literal of at least two characters outside of groups, or undefined. */
export const requiredLiteral = (source: string, flags: string): string | undefined => {
  if (flags.includes('i')) return undefined
  const found: string[] = []
  let run = ''
  const breakRun = () => {
    found.push(run)
    run = ''
  }
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!
    if (char === '|') return undefined
    if (char === '(') {
      breakRun()
      i = groupEnd(source, i)
    } else if (char === '[') {
      breakRun()
      i = classEnd(source, i)
    } else if (char === '\\') {
      const next = source[++i] ?? ''
      if (simpleEscapes.includes(next)) breakRun()
      else if (/[A-Za-z0-9]/.test(next)) return undefined
      else if (isStored(next)) run += next
      else breakRun()
    } else if (char === '?' || char === '*' || char === '{') {
      // the character before may be absent
      run = run.slice(0, -1)
      breakRun()
      if (char === '{') i = quantifierEnd(source, i)
    } else if (special.includes(char) || !isStored(char)) {
      breakRun()
    } else {
      run += char
    }
  }
  breakRun()
  const longest = found.reduce((best, literal) => (literal.length > best.length ? literal : best))
  return longest.length >= 2 ? longest : undefined
}

const isStored = (char: string) => char >= ' ' && char <= '~' && char !== '"' && char !== '\\'

const quantifierEnd = (source: string, at: number): number => {
  const quantifier = /^\{\d+(,\d*)?\}/.exec(source.slice(at))
  return quantifier ? at + quantifier[0].length - 1 : at
}

const classEnd = (source: string, at: number): number => {
  let i = at + 1
  while (i < source.length && source[i] !== ']') i += source[i] === '\\' ? 2 : 1
  return i
}

const groupEnd = (source: string, at: number): number => {
  let depth = 0
  for (let i = at; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === '[') i = classEnd(source, i)
    else if (source[i] === '(') depth++
    else if (source[i] === ')' && --depth === 0) return i
  }
  return source.length
}
