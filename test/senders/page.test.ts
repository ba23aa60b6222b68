// The page keeps its word: each of its blocks is run by a test.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sections } from './page.ts'
import { root } from './stage.ts'

const page = readFileSync(join(root, 'docs/senders.md'), 'utf8')
const tests = globSync('test/senders/*.test.ts', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'))
const taken = tests.flatMap((text) =>
  [...text.matchAll(/\b(?:blocksOf|blockOf|settingsAt)\((['"])(.+?)\1\)/g)].map(([, , heading]) => heading!),
)

test('each block of the page has a test', () => {
  const fences = page.match(/^ *```/gm)
  assert.equal(fences?.length, 2 * [...sections.values()].flat().length)
  assert.deepEqual([...new Set(taken)].sort(), [...sections.keys()].sort())
})

test('every file the page links to is there', () => {
  const targets = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => join(root, 'docs', target!))
  assert.ok(targets.length > 0)
  for (const target of targets) assert.ok(readFileSync(target).length > 0, target)
})
