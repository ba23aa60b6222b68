// Literals: texts of which one is in every text that a regular expression matches, found in the expression itself.
// Promises: it may find none (then the expression has to be tried on everything), but never one that a match can lack.
//
// A sequence needs each of its parts, so the best part stands for it; an alternation needs one of all its branches together.

/** Lower case, the shortest of them as long as can be; undefined: nothing is sure to be there. */
export const literalsOf = (expression: RegExp): string[] | undefined => {
  const reader = { source: expression.source, at: 0 }
  return alternation(reader)
}

/** The branches of an alternation, each an expression of its own: a word is asked of each branch then, not of all together. */
export const branchesOf = (expression: RegExp): RegExp[] => {
  const reader = { source: expression.source, at: 0 }
  const branches: RegExp[] = []
  for (let from = 0; from <= reader.source.length; from = ++reader.at) {
    sequence(reader)
    branches.push(new RegExp(reader.source.slice(from, reader.at), expression.flags))
  }
  return branches
}

type Reader = { source: string; at: number }

// a border or a look-around: the run goes on behind it
const noRoom = 0

const alternation = (reader: Reader): string[] | undefined => {
  const branches = [sequence(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at++
    branches.push(sequence(reader))
  }
  return branches.some((branch) => branch === undefined) ? undefined : branches.flatMap((branch) => branch!)
}

const sequence = (reader: Reader): string[] | undefined => {
  const found: string[][] = []
  let run = ''
  const end = () => {
    if (run !== '') found.push([run.toLowerCase()])
    run = ''
  }
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at]!)) {
    const atom = atomOf(reader)
    const repeat = repeatOf(reader)
    if (typeof atom === 'string') {
      // an optional letter ends the run, one that may come again is its last
      if (repeat.min > 0) run += atom
      if (repeat.isAny) end()
    } else if (atom !== noRoom) {
      end()
      if (Array.isArray(atom) && repeat.min > 0) found.push(atom)
    }
  }
  end()
  return found.sort((a, b) => shortest(b) - shortest(a) || a.length - b.length)[0]
}

const shortest = (words: readonly string[]) => Math.min(...words.map(({ length }) => length))

/** A letter; the words of a group; undefined for what can be many things; a number for what takes no room. */
const atomOf = (reader: Reader): string | string[] | undefined | number => {
  const letter = reader.source[reader.at++]!
  if (letter === '\\') return escaped(reader)
  if (letter === '[') return skipClass(reader)
  if (letter === '(') return group(reader)
  if (letter === '^' || letter === '$') return noRoom
  return letter === '.' ? undefined : letter
}

const escaped = (reader: Reader): string | undefined | number => {
  const letter = reader.source[reader.at++]!
  if (letter === 'b' || letter === 'B') return noRoom
  if (letter === 'u' || letter === 'x') {
    const width = letter === 'u' ? 4 : 2
    const code = Number.parseInt(reader.source.slice(reader.at, reader.at + width), 16)
    reader.at += width
    return String.fromCharCode(code)
  }
  if (letter === 't') return '\t'
  return /[a-zA-Z0-9]/.test(letter) ? undefined : letter
}

const skipClass = (reader: Reader): undefined => {
  while (reader.source[reader.at] !== ']') reader.at += reader.source[reader.at] === '\\' ? 2 : 1
  reader.at++
  return undefined
}

const group = (reader: Reader): string[] | undefined | number => {
  const kind = /^(?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(reader.source.slice(reader.at))![0]
  reader.at += kind.length
  const words = alternation(reader)
  reader.at++
  // what is looked at from outside takes no room, and what must not be there is no help
  return /^\?<?[=!]$/.test(kind) ? noRoom : words
}

const repeatOf = (reader: Reader): { min: number; isAny: boolean } => {
  const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at))
  if (found === null) return { min: 1, isAny: false }
  reader.at += found[0].length
  const min = found[1] === undefined ? Number(found[0].startsWith('+')) : Number(found[1])
  return { min, isAny: true }
}
