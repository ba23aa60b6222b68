// YAML: a file of settings that people write, read so that every mistake is named by its line and key.
// Promises: an unknown key is an error, with the nearest known one; no aliases, so that no small file becomes a large one.
// Leaves to others: which keys there are.
import { createRequire } from 'node:module'
import type { LineCounter, Node } from 'yaml'
import { nearest } from './nearest.ts'

const require = createRequire(import.meta.url)
// seventy modules, loaded with the first file: most services have none
const yaml = (): typeof import('yaml') => require('yaml')

/** What a person has to mend. `line` is 1-based. */
export class YamlError extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.name = 'YamlError'
    this.line = line
  }
}

/** A value and where it stands. Every reading throws YamlError when the value is not of the kind that is asked for. */
export interface Field {
  /** `rules[2].match`; empty for the whole file. */
  readonly path: string
  readonly line: number
  fields(known: readonly string[]): Map<string, Field>
  items(): Field[]
  /** Not empty. */
  text(): string
  /** May be empty. */
  string(): string
  flag(): boolean
  number(): number
  oneOf<const T extends string>(words: readonly T[]): T
  /** All of it, as plain JSON. */
  json(): unknown
  wrong(reason: string): YamlError
}

/** The sections of a file, each read by its own reader; a section that is not there is not in the answer. */
export const readSections = <T>(
  text: string,
  readers: { [name in keyof T]: (section: Field) => T[name] },
): Partial<T> => {
  const names = Object.keys(readers) as (keyof T & string)[]
  const sections: Partial<T> = {}
  for (const [name, section] of readYaml(text)?.fields(names) ?? []) {
    const known = name as keyof T
    sections[known] = readers[known](section)
  }
  return sections
}

/** Undefined for a file without a value. */
export const readYaml = (text: string): Field | undefined => {
  const { LineCounter, isScalar, parseDocument } = yaml()
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const error = document.errors[0] ?? document.warnings[0]
  if (error !== undefined) throw new YamlError(lines.linePos(error.pos[0]).line, error.message)
  const { contents } = document
  // `---` alone is a value, too
  return contents === null || (isScalar(contents) && contents.value === null) ? undefined : fieldOf(contents, '', lines)
}

const fieldOf = (node: Node | null, path: string, lines: LineCounter): Field => {
  const { isAlias, isMap, isScalar, isSeq } = yaml()
  const line = lines.linePos(node?.range?.[0] ?? 0).line
  const wrong = (reason: string, at = line) => new YamlError(at, path === '' ? reason : `${path} ${reason}`)
  if (isAlias(node)) throw wrong('is an alias: write the value itself')
  const scalar = isScalar(node) ? node.value : undefined
  const string = (): string => {
    if (typeof scalar === 'string') return scalar
    throw wrong(
      typeof scalar === 'number' || typeof scalar === 'boolean' ? 'is no text: put it in quotes' : 'is no text',
    )
  }
  return {
    path,
    line,
    string,
    wrong,
    json: () => node?.toJSON(),
    fields(known) {
      if (!isMap(node)) throw wrong(`needs keys (${known.join(', ')})`)
      const entries = node.items.map((pair): [string, Field] => {
        const name = String(isScalar(pair.key) ? pair.key.value : pair.key)
        const at = lines.linePos((pair.key as Node).range?.[0] ?? 0).line
        if (!known.includes(name)) throw unknownKey(name, known, path, at)
        return [name, fieldOf(pair.value as Node | null, path === '' ? name : `${path}.${name}`, lines)]
      })
      return new Map(entries)
    },
    items() {
      if (!isSeq(node)) throw wrong('is no list')
      return node.items.map((item, i) => fieldOf(item as Node | null, `${path}[${i}]`, lines))
    },
    text() {
      const value = string()
      if (value.trim() === '') throw wrong('is empty')
      return value
    },
    flag() {
      if (typeof scalar !== 'boolean') throw wrong('is neither true nor false')
      return scalar
    },
    number() {
      if (typeof scalar !== 'number') throw wrong('is no number')
      return scalar
    },
    oneOf(words) {
      const value = string()
      const found = words.find((word) => word === value)
      if (found === undefined)
        throw wrong(`is ${JSON.stringify(value)}${meant(value, words)}; it may be ${words.join(', ')}`)
      return found
    },
  }
}

const unknownKey = (name: string, known: readonly string[], path: string, line: number) =>
  new YamlError(
    line,
    `${path === '' ? 'the file' : path} has no key ${JSON.stringify(name)}${meant(name, known)}; known: ${known.join(', ')}`,
  )

const meant = (word: string, known: readonly string[]): string => {
  const near = nearest(word, known)
  return near === undefined ? '' : `, did you mean ${near}?`
}
