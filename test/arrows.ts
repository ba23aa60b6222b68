// Arrows: which room may import which, and a check of that.
// Promises: every import, export-from and import() of a room counts, of types too; what the check cannot read is a violation.
// Leaves to others: reading the files (arrows.test.ts), saying what a room is for (AGENTS.md).
import { posix } from 'node:path'

/** Row by row from the ground up: a row may import the rooms it names, and names only rows above it. Everybody may import
 *  `foundations`; a single file may have more than its room. */
export const arrows: Record<string, readonly string[]> = {
  lib: [],
  log: [],
  errors: [],
  record: ['errors', 'lib'],
  redact: ['record', 'errors', 'lib'],
  render: ['record', 'errors', 'lib'],
  excerpt: ['errors', 'lib'],
  client: [],
  config: ['lib', 'record'],
  store: ['foundations'],
  follow: ['foundations', 'store'],
  intake: ['foundations'],
  search: ['foundations', 'store'],
  runs: ['foundations', 'store', 'follow'],
  failures: ['foundations'],
  templates: ['foundations'],
  queue: ['foundations'],
  catalog: ['foundations'],
  tasks: ['foundations', 'store', 'follow', 'catalog'],
  export: ['foundations', 'store', 'follow'],
  timeline: ['foundations', 'store', 'follow', 'catalog'],
  agents: ['foundations', 'intake', 'tasks', 'catalog'],
  'agents/kept.ts': ['foundations', 'client', 'intake'],
  notify: ['foundations', 'store', 'follow', 'catalog'],
  issues: ['foundations', 'store', 'follow', 'search', 'runs', 'failures', 'catalog', 'notify'],
  ask: ['foundations', 'store', 'follow', 'search', 'runs', 'templates', 'failures', 'catalog', 'issues'],
  ci: ['foundations', 'store', 'follow', 'failures', 'catalog'],
  mcp: ['foundations', 'store', 'follow', 'search', 'runs', 'catalog', 'tasks', 'timeline', 'issues', 'ask', 'ci'],
  settings: ['foundations', 'failures', 'ask', 'ci'],
  http: [
    'foundations',
    'store',
    'follow',
    'intake',
    'search',
    'runs',
    'catalog',
    'tasks',
    'agents',
    'timeline',
    'notify',
    'issues',
    'ask',
    'ci',
    'mcp',
  ],
  house: [
    'foundations',
    'store',
    'follow',
    'intake',
    'search',
    'runs',
    'failures',
    'catalog',
    'tasks',
    'agents',
    'timeline',
    'export',
    'notify',
    'queue',
    'issues',
    'ask',
    'ci',
    'mcp',
    'settings',
    'http',
    'config',
  ],
  serverless: ['foundations', 'store', 'intake', 'runs', 'http', 'config'],
  cli: ['foundations', 'client', 'intake', 'failures', 'templates', 'issues', 'settings'],
  'cli/mcp/serve.ts': ['foundations', 'client', 'mcp'],
  'cli/serve.ts': ['foundations', 'client', 'config', 'house'],
  main: ['foundations', 'cli', 'config', 'house'],
}

export const foundations: readonly string[] = ['lib', 'log', 'errors', 'record', 'redact', 'render', 'excerpt']

// a driver is the store's own affair; who reads the files of one in a thread, for speed, needs two words of their language
const isPrivate = (file: string, target: string): boolean => {
  if (!/^src\/store\/\w+\//.test(target) || file.startsWith('src/store/') || file === 'src/house.ts') return false
  return !(/^src\/(?:search|issues)\//.test(file) && /\/(?:cursor|frame)\.ts$/.test(target))
}

/** `files`: path from the root → text, of files in src/ and client/src/. Returns one sentence for each import that may not be. */
export const checkArrows = (files: Record<string, string>): string[] =>
  Object.entries(files)
    .filter(([file]) => !isTest(file))
    .flatMap(([file, text]) =>
      importsOf(text).flatMap((name) => violation(file, name).map((why) => `${file} imports ${name}: ${why}`)),
    )

/** Tests and their helpers may import anything; nothing else may import them. */
const isTest = (file: string) => /\.test\.ts$|\/testing(?:\.ts$|\/)/.test(file)

const violation = (file: string, name: string | undefined): string[] => {
  if (name === undefined) return ['only a literal name can be checked']
  const target = name.startsWith('.') ? posix.join(posix.dirname(file), name) : ownPackages[name]
  if (target === undefined) return [] // a package, or Node
  const [from, to] = [roomOf(file), roomOf(target)]
  const allowed = arrows[file.replace('src/', '')] ?? arrows[from]
  if (allowed === undefined) return [`room ${from} is not in the table`]
  if (isTest(target)) return ['only tests may import what is for tests']
  if (isPrivate(file, target)) return ['the inside of a driver is private']
  const mayImport = allowed.flatMap((room) => (room === 'foundations' ? foundations : [room]))
  return from === to || mayImport.includes(to) ? [] : [`${from} may not import ${to}`]
}

// by their names they would slip through as packages
const ownPackages: Record<string, string> = {
  spoor: 'src/main.ts',
  '@spoor/client': 'client/src/index.ts',
  '@spoor/client/winston': 'client/src/winston.ts',
  '@spoor/client/pino': 'client/src/pino.ts',
}

/** `src/store/file/index.ts` → `store`, `src/errors.ts` → `errors`, `client/src/…` → `client`, anything else its own path. */
export const roomOf = (path: string): string =>
  path.startsWith('client/src/') ? 'client' : (/^src\/([^/.]+)/.exec(path)?.[1] ?? path)

// `import … from '…'`, `export … from '…'`, `import '…'`, `import('…')`; undefined for an import() of what is not a literal
const importsOf = (text: string): (string | undefined)[] => {
  const statements = /^\s*(?:import|export)\b[\w\s{},*$]*?(?:\bfrom)?\s*(['"])(.+?)\1/gm
  const calls = /\bimport\((?!\))\s*(?:(['"`])([^'"`$]+)\1\s*[,)])?/g
  return [...text.matchAll(statements), ...text.matchAll(calls)].map((found) => found[2])
}
