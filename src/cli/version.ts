// Version: the package's, read only when somebody asks.
import { readFileSync } from 'node:fs'

export const version = (): string => (JSON.parse(readFileSync(packageJson(), 'utf8')) as { version: string }).version

// src/cli/version.ts in a clone, dist/src/cli/version.js in a package
const packageJson = (): URL =>
  new URL(import.meta.url.includes('/dist/') ? '../../../package.json' : '../../package.json', import.meta.url)
