import assert from 'node:assert/strict'
import { test } from 'node:test'
import { taskEnvironment, traceOf } from './run-environment.ts'
import { repoOf } from './run-origin.ts'
import { promptOf } from './run-prompt.ts'

const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
const zeros = (count: number) => '0'.repeat(count)

// W3C Trace Context, level 1, section 3.2
const inherited: [traceparent: string | undefined, goesOn: boolean][] = [
  [`00-${trace}-${span}-01`, true],
  [`00-${trace}-${span}-00`, true],
  [`cc-${trace}-${span}-01-what-the-future-holds`, true],
  [`ff-${trace}-${span}-01`, false],
  [`00-${zeros(32)}-${span}-01`, false],
  [`00-${trace}-${zeros(16)}-01`, false],
  [`00-${trace.toUpperCase()}-${span}-01`, false],
  [`00-${trace}-${span}`, false],
  ['', false],
  [undefined, false],
]
for (const [traceparent, goesOn] of inherited) {
  test(`the trace ${traceparent} ${goesOn ? 'goes on' : 'is none: a new one begins'}`, () => {
    const made = traceOf(traceparent)
    if (goesOn) return assert.deepEqual(made, { traceId: trace, traceparent })
    assert.match(made.traceparent, new RegExp(`^00-${made.traceId}-[0-9a-f]{16}-01$`))
    assert.match(made.traceId, /^[0-9a-f]{32}$/)
  })
}

const of = (given: NodeJS.ProcessEnv, token?: string) =>
  taskEnvironment({ url: 'http://h:1', token }, { runId: 'r', taskId: 't', trace: traceOf(undefined) }, given)

test('a collector of the user keeps the telemetry, which still names the task', () => {
  for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT']) {
    const env = of({ [name]: 'http://collector:4318' }, 'secret')
    assert.deepEqual(
      Object.keys(env).filter((key) => /OTLP|CLAUDE/.test(key)),
      [],
    )
    assert.equal(env.OTEL_RESOURCE_ATTRIBUTES, 'spoor.task_id=t,spoor.run_id=r')
  }
})

test('a token goes along, behind what headers there are, written as in a URL', () => {
  assert.equal(of({}, 'a b').OTEL_EXPORTER_OTLP_HEADERS, 'Authorization=Bearer%20a%20b')
  assert.equal(
    of({ OTEL_EXPORTER_OTLP_HEADERS: 'x=1' }, 'c').OTEL_EXPORTER_OTLP_HEADERS,
    'x=1,Authorization=Bearer%20c',
  )
  assert.equal(of({}).OTEL_EXPORTER_OTLP_HEADERS, undefined)
})

const remotes: [url: string, repo: string | undefined][] = [
  ['https://github.com/acme/shop.git', 'acme/shop'],
  ['https://me:secret@git.test/acme/shop', 'acme/shop'],
  ['git@github.com:acme/shop.git', 'acme/shop'],
  ['ssh://git@git.test:2222/group/sub/shop.git/', 'group/sub/shop'],
  ['file:///srv/acme/shop.git', undefined],
  ['/srv/acme/shop.git', undefined],
  ['../shop', undefined],
]
for (const [url, repo] of remotes) test(`the remote ${url} is ${repo}`, () => assert.equal(repoOf(url), repo))

const prompts: [command: string[], prompt: string | undefined][] = [
  [['claude', '-p', 'fix it', '--output-format', 'stream-json'], 'fix it'],
  [['claude', '--model', 'x', '--print', 'fix it'], 'fix it'],
  [['gemini', '--prompt=fix it'], 'fix it'],
  [['codex', 'exec', '--json', 'fix it'], 'fix it'],
  [['codex', 'exec', '--json'], undefined],
  [['claude', '-p', '--verbose'], undefined],
  [['claude'], undefined],
]
for (const [command, prompt] of prompts)
  test(`the prompt of ${command.join(' ')} is ${prompt}`, () => assert.equal(promptOf(command), prompt))
