// Canon: the tokens of a message as the text that lines of one kind share.
// Promises: pure; lists, repetitions, dates and units of any length come to one text.
// Leaves to others: words that turn out to be values only beside other lines (families.ts).
import { COLON, isUpper } from './chars.ts'
import { fp1 } from './fp1.ts'
import { call, kinds, type Tokens } from './scan.ts'

/** Stands for any value. */
export const variable = '<*>'

/** Words, `<*>`, `key=`, `label:` in front, `(word` alone in brackets, `word(` before some. */
export const canon = (line: string, tokens: Tokens): string[] => {
  const out: string[] = []
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i]
    const last = out.at(-1)
    if (kind === kinds.variable) {
      if (last !== variable) out.push(variable)
      continue
    }
    const word = wordAt(line, tokens, i)
    if (kind === kinds.key) out.push(`${word}=`)
    else if (last === variable) {
      if (!fp1.units.has(word.toLowerCase()) && !isDate(word)) out.push(marked(word, tokens.marks[i]!))
    } else if (isDate(word) && leadsToNumber(line, tokens, i)) out.push(variable)
    else if (last?.endsWith('=') && fp1.nothings.has(word.toLowerCase())) out.push(variable)
    else out.push(marked(word, tokens.marks[i]!))
  }
  return foldCycles(out)
}

const wordAt = (line: string, { starts, ends }: Tokens, i: number) => line.slice(starts[i], ends[i])

const marked = (word: string, mark: number): string => {
  if (mark === 0) return word
  if (mark === call) return `${word}(`
  return mark === COLON ? `${word}:` : String.fromCharCode(mark) + word
}

const isDate = (word: string) => isUpper(word.charCodeAt(0)) && fp1.dates.has(word.toLowerCase())

/** `Fri Dec 10`: the name of a day or month is one beside a number, or beside another before a number. */
const leadsToNumber = (line: string, tokens: Tokens, at: number): boolean => {
  let i = at + 1
  while (i < tokens.count && i < at + 3 && tokens.kinds[i] === kinds.word && isDate(wordAt(line, tokens, i))) i++
  return i < tokens.count && tokens.kinds[i] === kinds.variable
}

/** `a= <*> b= <*> a= <*> b= <*>` → `a= <*> b= <*>`: a list of records says no more than one. */
const foldCycles = (tokens: string[]): string[] => {
  if (tokens.length < 4) return tokens
  const out: string[] = []
  for (const token of tokens) {
    out.push(token)
    for (let length = 2; length <= fp1.maxCycle && length * 2 <= out.length; length++) {
      if (!isRepeated(out, length)) continue
      out.length -= length
      break
    }
  }
  return out
}

/** Whether the last `length` tokens stand there twice, a value among them: words that a sentence repeats are kept. */
const isRepeated = (out: readonly string[], length: number): boolean => {
  let hasVariable = false
  for (let i = out.length - length; i < out.length; i++) {
    if (out[i] !== out[i - length]) return false
    if (out[i] === variable) hasVariable = true
  }
  return hasVariable
}

const closers: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '<': '>',
  '"': '"',
  "'": "'",
  '`': '`',
}

/** Canonical tokens to be read by people: `user <*> logged in uid=<*>`, without the signs that make no difference. */
export const readable = (tokens: readonly string[]): string =>
  tokens
    .map((token) => (token === variable || token.length === 1 ? token : token + (closers[token[0]!] ?? '')))
    .join(' ')
    .replaceAll('= ', '=')
    .replaceAll(`( ${variable}`, `(${variable})`)
    .replace(/\((?= |$)/g, '')
