import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { withScripts } from './package-json.ts'

const cases: [what: string, before: string, after: string][] = [
  [
    'two spaces',
    '{\n  "name": "a",\n  "scripts": {\n    "test": "x"\n  },\n  "files": ["a", "b"]\n}\n',
    '{\n  "name": "a",\n  "scripts": {\n    "test": "x",\n    "l": "s"\n  },\n  "files": ["a", "b"]\n}\n',
  ],
  [
    'tabs, CRLF, and no line break at the end',
    '{\r\n\t"scripts": {\r\n\t\t"test": "x"\r\n\t}\r\n}',
    '{\r\n\t"scripts": {\r\n\t\t"test": "x",\r\n\t\t"l": "s"\r\n\t}\r\n}',
  ],
  ['everything in one line', '{"scripts":{"test":"x"},"a":1}', '{"scripts":{"test":"x", "l": "s"},"a":1}'],
  [
    'scripts in one line of many',
    '{\n  "scripts": { "test": "x" },\n  "a": 1\n}\n',
    '{\n  "scripts": { "test": "x", "l": "s" },\n  "a": 1\n}\n',
  ],
  ['empty scripts', '{\n  "scripts": {},\n  "a": 1\n}', '{\n  "scripts": {\n    "l": "s"\n  },\n  "a": 1\n}'],
  ['no scripts', '{\n    "a": 1\n}\n', '{\n    "a": 1,\n    "scripts": {\n        "l": "s"\n    }\n}\n'],
  ['no scripts, in one line', '{"a":1}', '{"a":1, "scripts": {"l": "s"}}'],
  ['nothing at all', '{}\n', '{\n  "scripts": {\n    "l": "s"\n  }\n}\n'],
  ['a byte order mark', '\ufeff{"scripts":{"a":"b"}}', '\ufeff{"scripts":{"a":"b", "l": "s"}}'],
  [
    'scripts of another depth, and as a value',
    '{"x":{"scripts":{"q":"1"}},"y":"scripts","z":["scripts"],"scripts":{"a":"}"}}',
    '{"x":{"scripts":{"q":"1"}},"y":"scripts","z":["scripts"],"scripts":{"a":"}", "l": "s"}}',
  ],
]
for (const [what, before, after] of cases) {
  test(`a script is added to a package.json with ${what}`, () => assert.equal(withScripts(before, { l: 's' }), after))
}

const refused = [
  '',
  '{',
  '[]',
  'null',
  '{"scripts":[]}',
  '{"scripts":"x"}',
  '{"scripts":{"a":"1"},"scripts":{"b":"2"}}',
]
for (const text of refused) {
  test(`a package.json that says ${text || 'nothing'} is refused`, () => {
    assert.throws(() => withScripts(text, { l: 's' }), SyntaxError)
  })
}

test('whatever a package.json holds and however it is indented: only scripts come in, all other text stays', () => {
  const json = fc.jsonValue({ maxDepth: 3 })
  const name = fc.oneof(fc.string(), fc.constantFrom('scripts', 'a"b', '\\', '{'))
  const indent = fc.constantFrom('', ' ', '  ', '\t', '    ')
  const scripts = fc.option(fc.dictionary(name, fc.string(), { maxKeys: 3 }), { nil: undefined })
  const rest = fc.dictionary(name, json, { maxKeys: 4 })
  fc.assert(
    fc.property(rest, scripts, indent, fc.boolean(), (before, present, space, isFirst) => {
      const { scripts: _, ...others } = before
      const own = present === undefined ? {} : { scripts: present }
      const text = JSON.stringify(isFirst ? { ...own, ...others } : { ...others, ...own }, null, space)
      const added = { 'log:"x': 'a\\b' }
      const after = withScripts(text, added)
      assert.deepEqual(JSON.parse(after), { ...JSON.parse(text), scripts: { ...JSON.parse(text).scripts, ...added } })
      // what came in is in one piece, apart from white space in an empty object
      assert.ok(isSubsequence(text.replace(/\s/g, ''), after.replace(/\s/g, '')))
    }),
    { numRuns: 2000 },
  )
})

const isSubsequence = (part: string, whole: string): boolean => {
  let at = 0
  for (const char of whole) if (char === part[at]) at++
  return at >= [...part].length || at === part.length
}
