// Test: what `npm test` promises: formatted and linted, types, every test. `npm test -- search` runs the test files that match only.
// Promises: exits 1 when anything failed; the last line says what was met; a process that a test left behind is a failure, and ended;
//   servers that tests had to do without are named.
// Leaves to others: how a test is told (reporter.ts), what the end says (verdict.ts), the servers (test/servers/).
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './group.ts'
import { verdict } from './verdict.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const reporter = fileURLToPath(new URL('reporter.ts', import.meta.url))
const startedMs = Date.now()

// a group of its own does not hear the terminal's Ctrl-C
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())

const patterns = process.argv.slice(2)
const files = globSync('{src,client/src,test}/**/*.test.ts', { cwd: root })
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  .sort()

const checks: [name: string, ...args: string[]][] = [
  ['formatted and linted', 'node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  ['types', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
]
const tests: [name: string, ...args: string[]] = [
  `${files.length} test files`,
  '--test',
  '--test-concurrency=2', // enough for a small machine, and no more than it can bear
  '--test-timeout=300000', // a test that hangs is named, not waited for
  `--test-reporter=${reporter}`,
  ...files,
]

// tests note here which servers could not be had
const notes = mkdtempSync(join(tmpdir(), 'spoor-run-'))
process.env.RUN_NOT_MET = join(notes, 'not-met')
// what one process has compiled the next ones need not: a third of what all of them cost
process.env.NODE_COMPILE_CACHE ??= join(notes, 'compiled')
writeFileSync(process.env.RUN_NOT_MET, '')

const met: string[] = []
const missed: string[] = []
if (files.length === 0) missed.push(`no test file matches ${patterns.join(' or ')}`)
else {
  for (const [name, ...args] of patterns.length === 0 ? [...checks, tests] : [tests]) {
    const wrong = stopped.signal.aborted ? 'not run' : await run(args, root, stopped.signal)
    if (wrong === undefined) met.push(name)
    else missed.push(`${name} (${wrong})`)
  }
}
const noted = readFileSync(process.env.RUN_NOT_MET, 'utf8').split('\n').filter(Boolean)
rmSync(notes, { recursive: true })
const seconds = Math.round((Date.now() - startedMs) / 1000)
const { text, exitCode } = verdict({ met, missed, noted, isCi: Boolean(process.env.CI), seconds })
console.log(text)
process.exitCode = exitCode
