import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { codeIdOf } from './code-id.ts'
import { folderFor } from './testing/spoor.ts'

const repository = (t: TestContext) => {
  const folder = folderFor(t)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
  git('init', '-q')
  writeFileSync(join(folder, '.gitignore'), 'ignored\n')
  writeFileSync(join(folder, 'a.txt'), 'one\n')
  git('add', '.')
  git('commit', '-qm', 'first')
  return { folder, git, write: (name: string, text: string) => writeFileSync(join(folder, name), text) }
}

test('a clean folder is its HEAD, wherever in it one stands', async (t) => {
  const { folder, git } = repository(t)
  const head = git('rev-parse', 'HEAD').trim()
  assert.equal(await codeIdOf(folder), head)
  mkdirSync(join(folder, 'deep'))
  assert.equal(await codeIdOf(join(folder, 'deep')), head)
})

test('what is changed, staged or new makes it another, and taking it back the same again', async (t) => {
  const { folder, git, write } = repository(t)
  const clean = await codeIdOf(folder)
  const seen = new Set([clean])
  const isNew = async () => {
    const id = await codeIdOf(folder)
    assert.match(id ?? '', /^[0-9a-f]{40}\+[0-9a-f]{16}$/)
    assert.ok(!seen.has(id), id)
    seen.add(id)
  }
  write('a.txt', 'two\n')
  await isNew()
  write('a.txt', 'three\n')
  await isNew()
  git('add', 'a.txt')
  write('b.txt', 'new\n')
  await isNew()
  write('b.txt', 'newer\n')
  await isNew()
  write('a.txt', 'one\n')
  git('add', 'a.txt')
  rmSync(join(folder, 'b.txt'))
  assert.equal(await codeIdOf(folder), clean)
})

test('ignored files and the file that we write at each new run do not count', async (t) => {
  const { folder, write } = repository(t)
  const clean = await codeIdOf(folder)
  write('ignored', 'x')
  write('.env.local', 'LOG_RUN_ID=r1\n')
  assert.equal(await codeIdOf(folder), clean)
})

test('a folder without git or without a commit has none', async (t) => {
  const folder = folderFor(t)
  assert.equal(await codeIdOf(folder), undefined)
  execFileSync('git', ['init', '-q'], { cwd: folder })
  assert.equal(await codeIdOf(folder), undefined)
})
