// Version: the package's, read only when somebody asks.
import { readFileSync } from 'node:fs'

export const version = (): string => (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version

// src/lib/version.ts in a clone, dist/src/lib/version.js in a package
const packageJson = new URL(
  import.meta.url.endsWith('.js') ? '../../../package.json' : '../../package.json',
  import.meta.url,
)
