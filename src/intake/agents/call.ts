// Call: what records say in common of calls of tools and of texts.
import { hash } from 'node:crypto'
import type { Json } from '../../record/record.ts'
import { contentOf, jsonOf, objectOf } from './coerce.ts'

/** A glance: the tool, and the value that says most; all of them are in `tool_input`. */
export const callText = (name: string, input: Json): string => {
  const values = objectOf(input) ?? {}
  const key = telling.find((key) => typeof values[key] === 'string')
  const said = key !== undefined ? contentOf(values[key]) : typeof input === 'string' ? input : jsonOf(input)
  if (said === '{}') return name
  return `${name}: ${said.length > glanceChars ? `${said.slice(0, glanceChars)}…` : said}`
}

const telling = ['command', 'file_path', 'path', 'notebook_path', 'pattern', 'url', 'query', 'description', 'prompt']
const glanceChars = 500

/** Of a failed command, whose text begins with `Exit code N`. */
export const exitCodeIn = (text: string): number | undefined => {
  const code = /^(?:Error: )?Exit code (\d{1,3})\b/.exec(text)?.[1]
  return code === undefined ? undefined : Number(code)
}

/** A name for a text that has none. */
export const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, 16)
