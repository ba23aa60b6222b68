// Sections: the marks of each runner, and what a failure is worth where.
import assert from 'node:assert/strict'
import test from 'node:test'
import { createSections, factorsOf, runners } from './sections.ts'

for (const { id, sign, example } of runners) {
  test(`the marks of ${id} are seen in its own lines`, () => {
    const sections = createSections()
    if (sign !== undefined) sections.take('~~~ Running agent environment hook', 1, false)
    assert.deepEqual(
      example.map(([line], i) => sections.take(line, i + 1, false)),
      example.map(([, is]) => is),
    )
  })
}

test('letters that diffs use, too, mark nothing before their runner was seen', () => {
  const sections = createSections()
  assert.equal(sections.take('--- :hammer: tox', 1, false), undefined)
})

const factorsAfter = (lines: string[]) => {
  const sections = createSections()
  for (const [i, line] of lines.entries()) sections.take(line, i + 1, false)
  const factors = factorsOf(sections.all, true)
  return new Map(sections.all.map(({ name }, i) => [name, factors[i]!]))
}

test('the section that failed counts most, set-up before it and clean-up behind it least', () => {
  const factors = factorsAfter([
    '##[group]Run actions/checkout@v5',
    'cloning',
    '##[group]Run npm test',
    'not ok',
    '##[error]Process completed with exit code 1.',
    '##[group]Run cat service.log',
    'Post job cleanup.',
  ])
  assert.equal(factors.get('npm test'), 1)
  assert.ok(factors.get('cat service.log')! < 0.5)
  assert.ok(factors.get('actions/checkout@v5')! < factors.get('cat service.log')!)
  assert.ok(factors.get('Post job cleanup.')! < factors.get('cat service.log')!)
})

test('a section that passed counts little even where no other failed', () => {
  const factors = factorsAfter([
    '⭐ Run Main lint',
    'error: x',
    '  ✅  Success - Main lint',
    '⭐ Run Main build',
    'error: y',
  ])
  assert.ok(factors.get('Main lint')! < factors.get('Main build')! / 2)
})

test('a verdict that comes after the clean-up is about what was run', () => {
  const factors = factorsAfter([
    'section_start:1:step_script',
    'make: *** [all] Error 1',
    'section_end:1:step_script',
    'section_start:1:cleanup_file_variables',
    'Cleaning up',
    'ERROR: Job failed: exit code 1',
  ])
  assert.equal(factors.get('step_script'), 1)
})
