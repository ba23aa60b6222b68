// JSON text: members are added to an object in a file that people edit.
// Promises: every byte that was there stays where it was: indentation, order, line endings, comments, the end of the file; what cannot
//   be done like that is refused, never guessed.
import { isDeepStrictEqual } from 'node:util'

export type Members = Record<string, unknown>

/** The value of a text in which comments and commas behind the last member may stand. Throws SyntaxError. */
export const parseJsonText = (text: string): Members => {
  const value: unknown = JSON.parse(bareOf(text).plain)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  throw new SyntaxError('it is no JSON object')
}

/** `members` in the object that is called `key` at the top, which is made when it is not there; those that are there get the new value.
 *  Throws SyntaxError. */
export const withMembers = (text: string, key: string, members: Members): string => {
  const before = parseJsonText(text)
  const inner = before[key]
  if (inner !== undefined && (typeof inner !== 'object' || inner === null || Array.isArray(inner)))
    throw new SyntaxError(`its ${key} are no object`)
  const expected = { ...before, [key]: { ...inner, ...members } }
  const after = Object.entries(members).reduce((so, [name, value]) => withMember(so, key, name, value), text)
  // two members of one name: better nothing than a guess
  if (!isDeepStrictEqual(parseJsonText(after), expected))
    throw new SyntaxError(`its ${key} are not where they should be`)
  return after
}

const withMember = (text: string, key: string, name: string, value: unknown): string => {
  const bare = bareOf(text)
  const root = objectAt(bare, bare.plain.indexOf('{'))
  const gap = root.gap ?? '\n  '
  const unit = gap.replace(/^\r?\n/, '')
  const open = root.members.get(key)
  if (open === undefined) {
    return insert(text, root, gap, root.gap === undefined ? '\n' : '', memberOf(key, { [name]: value }, gap, unit))
  }
  const inner = objectAt(bare, open.from)
  // members a level deeper than those around them; all in one line when the others are
  const deeper = inner.gap ?? `${gap}${unit}`
  const known = inner.members.get(name)
  if (known) return `${text.slice(0, known.from)}${textOf(value, deeper, unit)}${text.slice(known.to)}`
  return insert(text, inner, deeper, inner.gap === undefined ? gap : '', memberOf(name, value, deeper, unit))
}

/** `before`: what separates a new member from the one before; `behind`: what follows when it is the first. */
const insert = (text: string, found: Found, before: string, behind: string, added: string): string => {
  const { last, close, isEmpty, hasComma } = found
  if (isEmpty) return `${text.slice(0, last)}${before}${added}${behind}${text.slice(last).trimStart()}`
  // a comment behind the last member stays with it
  const rest = text.slice(last, close).trimEnd()
  const space = rest.includes('//') ? '\n' : ' '
  return `${text.slice(0, last)}${hasComma ? '' : ','}${rest}${before || space}${added}${text.slice(last + rest.length)}`
}

const memberOf = (name: string, value: unknown, gap: string, unit: string) =>
  `${JSON.stringify(name)}: ${textOf(value, gap, unit)}`

const textOf = (value: unknown, gap: string, unit: string): string => {
  if (gap !== '') return JSON.stringify(value, null, unit).replaceAll('\n', gap)
  const lines = JSON.stringify(value, null, 1)
  return lines.replace(/,\n\s*/g, ', ').replace(/\n\s*/g, '')
}

/** `plain` has spaces for comments and for commas behind the last member, `commented` for comments only: places are those of the text. */
type Bare = { plain: string; commented: string }

const bareOf = (text: string): Bare => {
  const blank = (found: string) => found.replace(/[^\r\n]/g, ' ')
  const keepStrings = (found: string) => (found.startsWith('"') ? found : blank(found))
  const commented = text
    .replace(/^\ufeff/, ' ')
    .replace(/"(?:[^"\\]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, keepStrings)
  return { commented, plain: commented.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, keepStrings) }
}

/** `members`: name → where its value stands. `gap`: the line break and white space before the first member, undefined without any; ''
 *  when members stand in one line. `last`: behind the last member, or behind the brace; `close`: the brace at its end. */
type Found = {
  members: Map<string, { from: number; to: number }>
  gap: string | undefined
  last: number
  close: number
  isEmpty: boolean
  hasComma: boolean
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g

const objectAt = ({ plain, commented }: Bare, open: number): Found => {
  const members = new Map<string, { from: number; to: number }>()
  let depth = 0
  let name: string | undefined
  let last = open + 1
  let close = last
  token.lastIndex = open
  for (let found = token.exec(plain); found; found = token.exec(plain)) {
    const [word] = found
    close = found.index
    if (depth === 1 && word === '}') break
    if ('{['.includes(word)) depth++
    const to = found.index + word.length
    if (depth === 1 && word === ',') name = undefined
    else if (depth === 1 && name === undefined && word.startsWith('"')) name = JSON.parse(word) as string
    else if (depth >= 1 && name !== undefined && word !== ':')
      members.set(name, { from: members.get(name)?.from ?? found.index, to })
    if ('}]'.includes(word)) depth--
    last = to
  }
  const isEmpty = members.size === 0
  const space = /^\s*/.exec(plain.slice(open + 1))![0]
  const gap = isEmpty ? undefined : (/\r?\n[^\n]*$/.exec(space)?.[0] ?? '')
  return {
    members,
    gap,
    last: isEmpty ? open + 1 : last,
    close,
    isEmpty,
    hasComma: commented.slice(last, close).includes(','),
  }
}
