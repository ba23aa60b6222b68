// The arrows of the house: the table, the imports that are there, and what AGENTS.md says, are held against each other.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { arrows, checkArrows, foundations, roomOf } from './arrows.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const paths = globSync('{src,client/src}/**/*.ts', { cwd: root })

test('no import walks against the arrows', () => {
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]))
  assert.deepEqual(checkArrows(files), [])
})

test('every row names rows above it only, so that there is no way round', () => {
  const names = Object.keys(arrows)
  for (const [index, [name, allowed]] of Object.entries(arrows).entries()) {
    for (const room of allowed.flatMap((word) => (word === 'foundations' ? foundations : [word]))) {
      assert.ok(names.indexOf(room) >= 0 && names.indexOf(room) < index, `${name} → ${room}`)
    }
  }
})

test('every room is in the table of AGENTS.md', () => {
  const agents = readFileSync(`${root}/AGENTS.md`, 'utf8')
  const told = [...agents.matchAll(/^\| `([\w/]+?)(?:\/|\.ts)?` +\|/gm)].map((found) => found[1])
  assert.deepEqual(
    [...new Set(paths.map(roomOf))].filter((room) => !told.includes(room)),
    [],
  )
})

// every way to import there is, each against an arrow
const planted: [file: string, text: string, why: string][] = [
  ['src/record/a.ts', "import { b } from '../store/store.ts'", 'record may not import store'],
  ['src/record/a.ts', "import '../store/store.ts'", 'record may not import store'],
  ['src/record/a.ts', "import type { Store } from '../store/store.ts'", 'record may not import store'],
  ['src/record/a.ts', "import{b}from'../store/store.ts'", 'record may not import store'],
  ['src/record/a.ts', 'import * as s from "../store/store.ts"', 'record may not import store'],
  ['src/record/a.ts', "import {\n  type A,\n  b as c,\n} from '../store/store.ts'", 'record may not import store'],
  ['src/record/a.ts', "export { b } from '../store/store.ts'", 'record may not import store'],
  ['src/record/a.ts', "export * from '../store/store.ts'", 'record may not import store'],
  ['src/record/a.ts', "const s = await import('../store/store.ts')", 'record may not import store'],
  ['src/record/a.ts', 'type S = import(`../store/store.ts`).Store', 'record may not import store'],
  ['src/record/a.ts', 'await import(name)', 'only a literal name can be checked'],
  ['src/record/a.ts', "import '../../src/store/store.ts'", 'record may not import store'],
  ['src/lib/a.ts', "import '../errors.ts'", 'lib may not import errors'],
  ['src/errors.ts', "import './lib/faults.ts'", 'errors may not import lib'],
  ['src/store/a.ts', "import '../follow/follow.ts'", 'store may not import follow'],
  ['src/intake/ingest/a.ts', "import '../../store/store.ts'", 'intake may not import store'],
  ['src/search/a.ts', "import '../runs/runs.ts'", 'search may not import runs'],
  ['src/http/a.ts', "import '../config/config.ts'", 'http may not import config'],
  ['src/http/a.ts', "import '../house.ts'", 'http may not import house'],
  ['src/http/a.ts', "import '../../client/src/index.ts'", 'http may not import client'],
  ['src/http/a.ts', "import '@spoor/client'", 'http may not import client'],
  ['src/cli/tail.ts', "import '../house.ts'", 'cli may not import house'],
  ['src/http/a.ts', "import '../store/file/index.ts'", 'the inside of a driver is private'],
  ['src/search/a.ts', "import '../store/file/journal.ts'", 'the inside of a driver is private'],
  ['src/redact/a.ts', "import './testing.ts'", 'only tests may import what is for tests'],
  ['client/src/a.ts', "import '../../src/errors.ts'", 'client may not import errors'],
  ['client/src/a.ts', "import './testing/service.ts'", 'only tests may import what is for tests'],
  ['src/store/a.ts', "import '../../test/store-contract.ts'", 'store may not import test/store-contract.ts'],
  ['src/attic/a.ts', "import '../errors.ts'", 'room attic is not in the table'],
]

for (const [file, text, why] of planted) {
  test(`${JSON.stringify(text)} in ${file} is found`, () => {
    const [found, ...more] = checkArrows({ [file]: text })
    assert.equal(found?.replace(/^.*?: /, ''), why)
    assert.deepEqual(more, [])
  })
}

test('what the arrows allow is no violation, nor is a package, nor a test', () => {
  const files = {
    'src/redact/a.ts': "import '../record/record.ts'\nimport './rule.ts'\nimport 're2js'\nimport 'node:fs'",
    'src/search/a.ts': "import { frame } from '../store/file/frame.ts'",
    'src/house.ts': "import './store/file/index.ts'\nimport './http/app.ts'",
    'src/cli/serve.ts': "import '../house.ts'",
    'src/cli/tail.ts': "import '../../client/src/index.ts'",
    'src/record/a.test.ts': "import '../store/store.ts'",
    'client/src/testing/app.ts': "import 'winston'",
  }
  assert.deepEqual(checkArrows(files), [])
})

test('words that look like an import are not one', () => {
  const text =
    "export const from = 'x'\n// we import '../store/store.ts' there\nconst text = 'taken from \"../http/a.ts\"'"
  assert.deepEqual(checkArrows({ 'src/record/a.ts': text }), [])
})
