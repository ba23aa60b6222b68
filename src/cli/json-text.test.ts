import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseJsonText, withMembers } from './json-text.ts'

const cases: [what: string, before: string, after: string][] = [
  ['nothing in it', '{}', '{\n  "servers": {\n    "s": {\n      "url": "u"\n    }\n  }\n}'],
  [
    'comments everywhere',
    '// top\n{\n  // first\n  "inputs": [], // said of inputs\n  /* of */ "servers": { // open\n    "a": {} // said of a\n  }\n}\n// end\n',
    '// top\n{\n  // first\n  "inputs": [], // said of inputs\n  /* of */ "servers": { // open\n    "a": {}, // said of a\n    "s": {\n      "url": "u"\n    }\n  }\n}\n// end\n',
  ],
  [
    'commas behind the last member',
    '{\n  "servers": {\n    "a": {},\n  },\n}\n',
    '{\n  "servers": {\n    "a": {},\n    "s": {\n      "url": "u"\n    }\n  },\n}\n',
  ],
  [
    'only a comment in the object',
    '{\n\t"servers": {\n\t\t// none yet\n\t}\n}\n',
    '{\n\t"servers": {\n\t\t"s": {\n\t\t\t"url": "u"\n\t\t}\n\t// none yet\n\t}\n}\n',
  ],
  [
    'what looks like a comment or a comma in a string',
    '{\n  "a": "http://x, }",\n  "b": "/* \\" */"\n}\n',
    '{\n  "a": "http://x, }",\n  "b": "/* \\" */",\n  "servers": {\n    "s": {\n      "url": "u"\n    }\n  }\n}\n',
  ],
  [
    'a value of that name',
    '{\n  "servers": {\n    "s": { "url": "old" }, // mine\n    "t": 1\n  }\n}\n',
    '{\n  "servers": {\n    "s": {\n      "url": "u"\n    }, // mine\n    "t": 1\n  }\n}\n',
  ],
]
for (const [what, before, after] of cases) {
  test(`a member is added to a text with ${what}`, () => {
    assert.equal(withMembers(before, 'servers', { s: { url: 'u' } }), after)
  })
}

for (const text of [
  '{ /* ',
  '{"servers": 1}',
  '{"servers": {"a": 1}, "servers": {}}',
  '[]',
  '{"a": 1 // c\n}',
  '{a: 1}',
]) {
  test(`what cannot be added to is refused or right: ${text}`, () => {
    try {
      assert.deepEqual(parseJsonText(withMembers(text, 'servers', { s: 1 })), {
        ...parseJsonText(text),
        servers: { s: 1 },
      })
    } catch (error) {
      assert.ok(error instanceof SyntaxError, String(error))
    }
  })
}

test('comments at any place stay, every one, and the text means the same with one member more', () => {
  const comment = fc.constantFrom('// c1\n', '/* c2 */', '', '', '\n', ' ')
  const value = fc.constantFrom('1', '"x // y"', '{"z": [1, 2]}', '[]')
  const member = fc.tuple(comment, fc.constantFrom('a', 'b', 'servers'), comment, value, comment)
  fc.assert(
    fc.property(
      fc.uniqueArray(member, { maxLength: 3, selector: ([, name]) => name }),
      comment,
      fc.boolean(),
      (members, end, hasComma) => {
        const inner = members.map(
          ([a, name, b, text, c]) => `${a}"${name}":${b}${name === 'servers' ? `{${c}}` : text}${c}`,
        )
        const text = `{${inner.join(',')}${hasComma && members.length > 0 ? ',' : ''}${end}}`
        const before = parseJsonText(text)
        const after = withMembers(text, 'servers', { s: 1 })
        assert.deepEqual(parseJsonText(after), { ...before, servers: { ...(before.servers as object), s: 1 } })
        for (const found of ['// c1', '/* c2 */', '// y'])
          assert.equal(
            after.split(found).length,
            text.split(found).length,
            `${JSON.stringify(text)} ${JSON.stringify(after)}`,
          )
      },
    ),
    { numRuns: 1000 },
  )
})
