// User rules: what the owner of the service knows to be a failure; the section `rules` of spoor.config.yaml.
// Promises: patterns run in linear time (RE2's syntax) over a bounded text; what cannot run so is refused, by line and key; a rule of the
//   owner comes before those that come with us.
// Leaves to others: the form of the file (lib/yaml.ts), trying the examples (examples.ts).
import { RE2JS } from 're2js'
import { type Field, readYaml } from '../lib/yaml.ts'
import { levels } from '../record/record.ts'
import { requiredLiteral } from '../redact/user.ts'
import type { Examples } from './examples.ts'
import type { Parts, Rule } from './rule.ts'
import { builtInRules } from './rules/rules.ts'

/** `off`: ids of rules that come with us and are not wanted. `examples`: by the id of the rule. */
export type UserRules = { rules: Rule[]; off: string[]; examples: Map<string, Examples> }

export const noUserRules: UserRules = { rules: [], off: [], examples: new Map() }

const keys = ['id', 'type', 'level', 'match', 'contains', 'fingerprint', 'examples', 'counterExamples', 'off'] as const

// what bounds the work: rules, letters of a pattern, instructions of its program, letters of a text
const maxRules = 200
const maxPattern = 1000
const maxProgram = 500
const maxText = 2048

/** `builtIn`: ids that may be switched off. Throws YamlError. */
export const readUserRules = (section: Field, builtIn: readonly string[]): UserRules => {
  const read: UserRules = { rules: [], off: [], examples: new Map() }
  const items = section.items()
  if (items.length > maxRules) throw section.wrong(`has ${items.length} rules; ${maxRules} are the most`)
  for (const item of items) {
    const fields = item.fields(keys)
    const id = fields.get('id')
    if (id === undefined) throw item.wrong('needs an id')
    if (fields.has('off')) {
      if (fields.size > 2) throw item.wrong('has more than id and off')
      const known = id.oneOf(builtIn)
      if (fields.get('off')!.flag()) read.off.push(known)
      continue
    }
    const rule = ruleOf(item, id, fields)
    if (read.rules.some((other) => other.id === rule.id)) throw id.wrong(`is ${rule.id} a second time`)
    read.rules.push(rule)
    read.examples.set(rule.id, {
      examples: textsOf(fields.get('examples')),
      counterExamples: textsOf(fields.get('counterExamples')),
    })
  }
  return read
}

/** Of a section that was read before: its JSON, which is YAML, too. */
export const userRulesIn = (section: string): UserRules =>
  readUserRules(
    readYaml(section)!,
    builtInRules.map(({ id }) => id),
  )

/** All rules in the order in which they are tried. A rule of the owner stands in for the one of ours with its id. */
export const withUserRules = (builtIn: readonly Rule[], { rules, off }: UserRules): Rule[] => {
  const gone = new Set([...off, ...rules.map(({ id }) => id)])
  return [...rules, ...builtIn.filter(({ id }) => !gone.has(id))]
}

const ruleOf = (item: Field, idField: Field, fields: Map<string, Field>): Rule => {
  const id = idField.text()
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id) || id.length > 64)
    throw idField.wrong('may have lower-case letters, digits and single -')
  const match = fields.get('match')
  const contains = fields.get('contains')
  if ((match === undefined) === (contains === undefined)) throw item.wrong('needs either match or contains')
  const finder = match === undefined ? containing(contains!.text()) : matching(match)
  const by = fields.get('fingerprint')
  return {
    id,
    type: fields.get('type')?.text() ?? 'user',
    level: fields.get('level')?.oneOf(levels) ?? 'error',
    hints: finder.hints,
    find: finder.find,
    by: by === undefined ? [] : by.items().map((name) => name.oneOf(finder.groups)),
    // without names of its own it goes by its words, its place and its message
    isCode: by === undefined,
  }
}

type TextFinder = { hints: string[]; groups: string[]; find(text: string): Parts | undefined }

const containing = (text: string): TextFinder => {
  const wanted = text.toLowerCase()
  return { hints: [text], groups: [], find: (line) => (line.toLowerCase().includes(wanted) ? {} : undefined) }
}

const matching = (field: Field): TextFinder => {
  const pattern = field.text()
  const compiled = compile(field, pattern)
  const groups = Object.keys(compiled.namedGroups())
  const literal = requiredLiteral(pattern)
  return {
    hints: literal === undefined ? [] : [literal],
    groups,
    find(text) {
      const matcher = compiled.matcher(text.slice(0, maxText))
      if (!matcher.find()) return undefined
      return Object.fromEntries(groups.map((name) => [name, matcher.group(name) ?? undefined]))
    },
  }
}

const compile = (field: Field, pattern: string): RE2JS => {
  if (pattern.length > maxPattern) throw field.wrong(`is longer than ${maxPattern} letters`)
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern, RE2JS.MULTILINE)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const why = /\(\?[=!<]/.test(pattern) ? ' (look-around is refused: it cannot run in linear time)' : ''
    throw field.wrong(`cannot be used: ${reason}; the syntax is RE2's${why}`)
  }
  if (compiled.programSize() > maxProgram) throw field.wrong('is too large: lower its repetitions')
  if (compiled.matcher('').find()) throw field.wrong('matches the empty text, so it would match everything')
  return compiled
}

const textsOf = (field: Field | undefined): string[] => field?.items().map((item) => item.text()) ?? []
