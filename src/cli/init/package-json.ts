// Package.json: scripts are added to the text of one.
// Promises: a script that is there is never changed; nothing else is, either (json-text.ts).
import { withMembers } from '../json-text.ts'

export type Scripts = Record<string, string>
export type Manifest = { name?: string; type?: string; scripts?: Scripts } & Record<string, unknown>

/** Throws SyntaxError. */
export const parseManifest = (text: string): Manifest => {
  const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Manifest
  throw new SyntaxError('it is no JSON object')
}

/** `scripts` must not be there yet. Throws SyntaxError when the text is not as a package.json should be. */
export const withScripts = (text: string, scripts: Scripts): string => {
  parseManifest(text)
  return Object.keys(scripts).length === 0 ? text : withMembers(text, 'scripts', scripts)
}
