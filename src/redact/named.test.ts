import assert from 'node:assert/strict'
import test from 'node:test'
import { kept, recordOf, redactorWith, run } from './testing.ts'

const { redactor } = redactorWith()
const cases = (table: [text: string, expected: string][]) => {
  for (const [text, expected] of table) {
    assert.equal(redactor.text(text), expected)
    // and the same where the prefilter sees it inside of a line
    assert.equal(kept(redactor, [recordOf(text)])[0]!.message, expected)
    assert.equal(redactor.text(expected), expected, 'masking twice is masking once')
  }
}
const s = '[masked:secret]'

test('a value named like a secret is masked, its name stays', () => {
  cases([
    ['password=hunter2', `password=${s}`],
    ['DB_PASSWORD=p@ss,w0rd;x&y next=1', `DB_PASSWORD=${s} next=1`],
    ['API_KEY: abc123', `API_KEY: ${s}`],
    ['X-Api-Key: 123abc', `X-Api-Key: ${s}`],
    ['spring.datasource.password: letmein', `spring.datasource.password: ${s}`],
    ['aws_secret_access_key = wJalr/bPxRfi', `aws_secret_access_key = ${s}`],
    ['DD_APP_KEY=0123abcd CLOUDFLARE_API_TOKEN=q-w_e', `DD_APP_KEY=${s} CLOUDFLARE_API_TOKEN=${s}`],
    ['HEROKU_API_KEY=550e8400-e29b-41d4-a716-446655440000', `HEROKU_API_KEY=${s}`],
    ['//registry.npmjs.org/:_authToken=abc-def', `//registry.npmjs.org/:_authToken=${s}`],
    ['user={password=abc, name=bob}', `user={password=${s}, name=bob}`],
    ['Server=x;Password=abc;User=y', `Server=x;Password=${s};User=y`],
    ["{:password => 'x'}", `{:password => '${s}'}`],
    ['<password>hunter2</password>', `<password>${s}</password>`],
    ['password: 12345', `password: ${s}`],
    ['smtp_pass=abc1', `smtp_pass=${s}`],
  ])
})

test('quotes end a value at the depth at which they began, JSON in JSON included', () => {
  const json = (value: string) => JSON.stringify({ client_secret: value, a: 1 })
  const nested = (value: string) => JSON.stringify({ body: json(value), b: 2 })
  for (const value of ['abc def', 'a"b', 'ends in \\', '\\"', 'a,b}', 'ünï']) {
    cases([
      [json(value), json(s)],
      [nested(value), nested(s)],
      [JSON.stringify([nested(value)]), JSON.stringify([nested(s)])],
    ])
  }
  cases([
    ['password: "never closed', `password: "${s}`],
    ["password='a b' user='c'", `password='${s}' user='c'`],
  ])
})

test('flags, lists of arguments and pairs of name and value', () => {
  cases([
    ['run --token abcd1234 --password=foo x', `run --token ${s} --password=${s} x`],
    ['["--token","abcd1234"]', `["--token","${s}"]`],
    ['{"name":"API_KEY","value":"xyz1"}', `{"name":"API_KEY","value":"${s}"}`],
  ])
  const [record] = kept(redactor, [
    recordOf('x', { argv: ['--token', 'abcd', 'y'], env: [{ name: 'API_KEY', value: 'xyz' }] }),
  ])
  assert.deepEqual(record!.attributes, { argv: ['--token', s, 'y'], env: [{ name: 'API_KEY', value: s }] })
})

test('attributes with the name of a secret are masked at any depth, in any spelling', () => {
  const secret = {
    password: 'a',
    clientSecret: 'b',
    'x-api-key': 'c',
    ACCESS_TOKEN: 'd',
    nested: { privateKey: ['e', 'f'] },
  }
  const [record] = kept(redactor, [
    recordOf('x', { ...secret, credentials: { user: 'g', pin: 5 }, headers: { cookie: 'h=1' } }),
  ])
  assert.deepEqual(record!.attributes, {
    password: s,
    clientSecret: s,
    'x-api-key': s,
    ACCESS_TOKEN: s,
    nested: { privateKey: [s, s] },
    credentials: { user: s, pin: s },
    headers: { cookie: s },
  })
})

test('an attribute called __proto__ stays an attribute', () => {
  const attributes = JSON.parse('{"__proto__":{"note":"n"},"password":"a"}')
  const lines = redactor.encode('run/a', [recordOf('x', attributes)]).bytes.toString()
  assert.ok(lines.includes(`"attributes":{"__proto__":{"note":"n"},"password":"${s}"}`))
})

test('headers keep their scheme, cookies their names and attributes', () => {
  const basic = Buffer.from('aladdin:opensesame').toString('base64')
  const token = run('alnum', 30)
  cases([
    [
      'curl -H "Authorization: Bearer abc123" https://x.org',
      'curl -H "Authorization: Bearer [masked:authorization]" https://x.org',
    ],
    [`sent bearer ${token}.`, 'sent bearer [masked:bearer]'],
    ['{"authorization":"Token abc"}', '{"authorization":"Token [masked:authorization]"}'],
    [`Authorization: Basic ${basic}`, 'Authorization: Basic [masked:basic]'],
    [`{"auths":{"x":{"auth":"${basic}"}}}`, '{"auths":{"x":{"auth":"[masked:basic]"}}}'],
    ['Cookie: sid=abc; theme=dark', 'Cookie: sid=[masked:cookie]; theme=[masked:cookie]'],
    [
      'Set-Cookie: sid=abc; Path=/; Expires=Wed, 21 Oct 2015 07:28:00 GMT; HttpOnly',
      'Set-Cookie: sid=[masked:cookie]; Path=/; Expires=Wed, 21 Oct 2015 07:28:00 GMT; HttpOnly',
    ],
    [
      '{"set-cookie":["sid=abc; Path=/","b=c"],"x":"y=z"}',
      '{"set-cookie":["sid=[masked:cookie]; Path=/","b=[masked:cookie]"],"x":"y=z"}',
    ],
  ])
})

test('credentials in URLs: user and host stay', () => {
  cases([
    ['postgres://bob:s3cret@db:5432/x', 'postgres://bob:[masked:url-password]@db:5432/x'],
    ['redis://:p@ss@cache:6379', 'redis://:[masked:url-password]@cache:6379'],
    ['"postgres:\\/\\/bob:s3cret@db\\/x"', '"postgres:\\/\\/bob:[masked:url-password]@db\\/x"'],
    [`https://${run('hex', 40)}@gitea.local/a.git`, 'https://[masked:url-token]@gitea.local/a.git'],
    ['https://x.org/cb?a=1&api_key=abcdefgh&b=2', `https://x.org/cb?a=1&api_key=${s}&b=2`],
    ['https://x.org/cb#access_token=abc&n=1', `https://x.org/cb#access_token=${s}&n=1`],
    ['https://x.net/c?sv=2020&sig=abc%2Fd%3D&se=1', 'https://x.net/c?sv=2020&sig=[masked:url-signature]&se=1'],
  ])
})
