import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsIn } from '../settings.ts'
import { isNamed } from './repos.ts'

const read = (text: string) => settingsIn(text, 'spoor.config.yaml').ci.repos

test('watched repositories are read, one by one or by their owner', () => {
  assert.deepEqual(read("ci: { repos: [acme/shop, 'group/*', '*'] }"), ['acme/shop', 'group/*', '*'])
  assert.deepEqual(read(''), [])
  assert.deepEqual(read('ci: {}'), [])
})

test('what names no repository is told by its line', () => {
  assert.throws(() => read('ci:\n  repos:\n    - shop\n'), /line 3: ci\.repos\[0\] is shop: it takes owner\/name/)
  assert.throws(() => read('ci:\n  repo: [acme/shop]\n'), /line 2: ci has no key "repo", did you mean repos\?/)
})

const named: [pattern: string, repo: string, isMeant: boolean][] = [
  ['acme/shop', 'acme/shop', true],
  ['acme/shop', 'Acme/Shop', true],
  ['acme/shop', 'acme/shop2', false],
  ['acme/*', 'acme/group/shop', true],
  ['acme/*', 'acme2/shop', false],
  ['*', 'any/thing', true],
]
for (const [pattern, repo, isMeant] of named) {
  test(`${pattern} ${isMeant ? 'means' : 'does not mean'} ${repo}`, () =>
    assert.equal(isNamed([pattern], repo), isMeant))
}
