// Package.json: scripts are added to the text of one.
// Promises: every byte that was there stays where it was: indentation, order, line endings, the end of the file; a script that is
//   there is never changed.
import { isDeepStrictEqual } from 'node:util'

export type Scripts = Record<string, string>
export type Manifest = { name?: string; type?: string; scripts?: Scripts } & Record<string, unknown>

/** Throws SyntaxError. */
export const parseManifest = (text: string): Manifest => {
  const value: unknown = JSON.parse(withoutMark(text))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Manifest
  throw new SyntaxError('it is no JSON object')
}

/** `scripts` must not be there yet. Throws SyntaxError when the text is not as a package.json should be. */
export const withScripts = (text: string, scripts: Scripts): string => {
  if (Object.keys(scripts).length === 0) return text
  const before = parseManifest(text)
  const after = edited(text, scripts)
  const expected = { ...before, scripts: { ...before.scripts, ...scripts } }
  // two members of one name: better nothing than a guess
  if (!isDeepStrictEqual(parseManifest(after), expected))
    throw new SyntaxError('its scripts are not where they should be')
  return after
}

const edited = (text: string, scripts: Scripts): string => {
  const root = objectAt(text, text.indexOf('{'))
  const open = root.members.get('scripts')
  const gap = root.gap ?? '\n  '
  if (open !== undefined) {
    if (text[open] !== '{') throw new SyntaxError('its scripts are no object')
    const inner = objectAt(text, open)
    // members a level deeper than those around them; all in one line when the others are
    const deeper = inner.gap ?? `${gap}${unitOf(gap)}`
    return insert(text, inner, deeper, inner.gap === undefined ? gap : '', membersOf(scripts, deeper))
  }
  const deeper = gap === '' ? '' : `${gap}${unitOf(gap)}`
  const added = `"scripts": {${deeper}${membersOf(scripts, deeper)}${gap}}`
  return insert(text, root, gap, root.gap === undefined ? '\n' : '', added)
}

/** `before`: what separates a new member from the one before; `behind`: what follows when it is the first. */
const insert = (text: string, { last, isEmpty }: Found, before: string, behind: string, added: string): string =>
  isEmpty
    ? `${text.slice(0, last)}${before}${added}${behind}${text.slice(last).trimStart()}`
    : `${text.slice(0, last)},${before || ' '}${added}${text.slice(last)}`

const membersOf = (scripts: Scripts, gap: string) =>
  Object.entries(scripts)
    .map(([name, command]) => `${JSON.stringify(name)}: ${JSON.stringify(command)}`)
    .join(`,${gap || ' '}`)

const unitOf = (gap: string) => (gap.includes('\t') ? '\t' : gap.replace(/^\r?\n/, ''))

/** `members`: name → where its value begins. `gap`: the white space before the first member, undefined without any; '' when members
 *  stand in one line. `last`: behind the last member, or behind the brace. */
type Found = { members: Map<string, number>; gap: string | undefined; last: number; isEmpty: boolean }

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g

const objectAt = (text: string, open: number): Found => {
  const members = new Map<string, number>()
  let depth = 0
  let name: string | undefined
  let last = open + 1
  token.lastIndex = open
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [word] = found
    if (depth === 1 && word === '}') break
    if ('{['.includes(word)) depth++
    if (depth === 1 && word.startsWith('"') && name === undefined) name = JSON.parse(word) as string
    else if (depth >= 1 && name !== undefined && word !== ':' && !members.has(name)) members.set(name, found.index)
    if ('}]'.includes(word)) depth--
    if (depth === 1 && word === ',') name = undefined
    last = found.index + word.length
  }
  const space = /^\s*/.exec(text.slice(open + 1))![0]
  const isEmpty = members.size === 0
  return { members, gap: isEmpty ? undefined : space.includes('\n') ? space : '', last, isEmpty }
}

const withoutMark = (text: string) => text.replace(/^\ufeff/, '')
