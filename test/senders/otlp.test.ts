// Senders of OTLP, as docs/senders.md has them. OpenTelemetry's own exporters are run; a collector, Claude Code and Codex cannot be had
// here: what they would send, by their documentation, is sent by those exporters to where their block says.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as BinaryExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { nodeApp } from './node-app.ts'
import { at, blockOf, blocksOf } from './page.ts'
import { openStage, token, told, write } from './stage.ts'

const stage = await openStage()
after(stage.stop)
const app = nodeApp(stage)
after(app.remove)

const binary = (script: string) => script.replaceAll('exporter-logs-otlp-http', 'exporter-logs-otlp-proto')

/** Runs a block for a shell where `program` is what it starts at its end. */
const runShell = (block: string, program: string, env: NodeJS.ProcessEnv = {}) => {
  assert.match(block, /\n(node app\.js|claude)\n$/)
  const script = write(app.folder, 'app.js', program)
  const own = block.replace(/\nclaude\n$/, `\nnode ${script}\n`)
  return stage.run(['sh', '-euc', own], { cwd: app.folder, env })
}

for (const [protocol, change] of [
  ['http/json', (script: string) => script],
  ['http/protobuf', binary],
] as const) {
  test(`OpenTelemetry JS, ${protocol}, by environment`, async () => {
    const [script, shell] = blocksOf('OpenTelemetry JS') as [string, string]
    const runId = protocol.replace('/', '-')
    const named = at(stage.url, shell).replace('spoor.run_id=demo', `spoor.run_id=${runId}`)
    const env = { OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${token}` }
    await runShell(named, change(script), env)
    const kept = await stage.kept(runId)
    assert.deepEqual(told(kept), [
      ['web', 'info', 'listening'],
      ['web', 'error', 'payment failed'],
    ])
    assert.deepEqual(kept[0]!.attributes, { port: 8080, 'otel.scope.name': 'shop' })
  })
}

type Event = Parameters<ReturnType<LoggerProvider['getLogger']>['emit']>[0]

/** As an SDK exports them. */
const send = async (
  exporter: JsonExporter | BinaryExporter,
  resource: Record<string, string>,
  events: Event[],
): Promise<void> => {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes(resource),
    processors: [new BatchLogRecordProcessor({ exporter })],
  })
  const logger = provider.getLogger('events')
  for (const event of events) logger.emit(event)
  await provider.shutdown()
}

test('a collector (not run here): what its exporter sends by default, gzipped protobuf, to where its block says', async () => {
  await stage.begin('collector')
  const block = at(stage.url, blockOf('An OpenTelemetry collector'))
  const name = /^exporters:\n {2}(otlp_http\/\w+):\n {4}endpoint: (\S+)$/m.exec(block)
  assert.match(block, new RegExp(`^    logs:\n      receivers: \\[otlp\\]\n      exporters: \\[${name?.[1]}\\]$`, 'm'))
  const url = `${name?.[2]}/v1/logs`
  const headers = { Authorization: `Bearer ${token}` }
  const options: object = { url, headers, compression: 'gzip' }
  const events = [
    { severityNumber: 9, body: 'listening' },
    { severityNumber: 17, body: 'payment failed' },
  ]
  await send(new BinaryExporter(options), { 'service.name': 'web' }, events)
  assert.deepEqual(told(await stage.kept('collector')), [
    ['web', 'info', 'listening'],
    ['web', 'error', 'payment failed'],
  ])
})

// names and attributes as its documentation has them ("Monitoring")
const claudeEvents: Event[] = [
  {
    severityNumber: 9,
    body: 'claude_code.user_prompt',
    attributes: { 'event.name': 'user_prompt', prompt_length: 12 },
  },
  {
    severityNumber: 9,
    body: 'claude_code.api_request',
    attributes: { 'event.name': 'api_request', model: 'm', cost_usd: 0.25, input_tokens: 1200, output_tokens: 80 },
  },
]
const claudeMetrics = {
  resourceMetrics: [
    {
      resource: {
        attributes: [
          { key: 'service.name', value: { stringValue: 'claude-code' } },
          { key: 'spoor.run_id', value: { stringValue: 'demo' } },
        ],
      },
      scopeMetrics: [
        { metrics: [{ name: 'claude_code.cost.usage', unit: 'USD', sum: { dataPoints: [{ asDouble: 0.25 }] } }] },
      ],
    },
  ],
}

test('Claude Code (not run here): events and metrics of its documentation, by the environment of its block', async () => {
  const printed = await runShell(at(stage.url, blockOf('Claude Code')), 'console.log(JSON.stringify(process.env))')
  const env = JSON.parse(printed) as Record<string, string>
  const { CLAUDE_CODE_ENABLE_TELEMETRY, OTEL_LOGS_EXPORTER, OTEL_METRICS_EXPORTER } = env
  assert.deepEqual([CLAUDE_CODE_ENABLE_TELEMETRY, OTEL_LOGS_EXPORTER, OTEL_METRICS_EXPORTER], ['1', 'otlp', 'otlp'])
  assert.equal(env.OTEL_EXPORTER_OTLP_PROTOCOL, 'http/json')

  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT
  const own = env.OTEL_RESOURCE_ATTRIBUTES!.split(',').map((pair) => pair.split('=') as [string, string])
  const resource = { 'service.name': 'claude-code', ...Object.fromEntries(own) }
  await send(new JsonExporter({ url: `${endpoint}/v1/logs` }), resource, claudeEvents)
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${endpoint}/v1/metrics`, { method: 'POST', headers, body: JSON.stringify(claudeMetrics) })
  assert.deepEqual([answer.status, await answer.json()], [200, {}])

  const kept = await stage.kept('demo')
  assert.deepEqual(told(kept), [
    ['claude-code', 'info', 'claude_code.user_prompt'],
    ['claude-code', 'info', 'claude_code.api_request'],
    ['claude-code', 'info', 'claude_code.cost.usage 0.25 USD'],
  ])
  assert.deepEqual(
    kept.slice(0, 2).map(({ type }) => type),
    ['user_prompt', 'api_request'],
  )
  const { model, cost_usd, input_tokens, output_tokens } = kept[1]!.attributes!
  assert.deepEqual([model, cost_usd, input_tokens, output_tokens], ['m', 0.25, 1200, 80])
})

for (const [protocol, Exporter] of [
  ['json', JsonExporter],
  ['binary', BinaryExporter],
] as const) {
  test(`Codex (not run here): events of its documentation, protocol ${protocol}, to where its block says`, async () => {
    await stage.begin(`codex-${protocol}`)
    const block = at(stage.url, blockOf('Codex'))
    // an inline table of TOML is one line
    const shape = /^\[otel\]\nexporter = \{ otlp-http = \{ endpoint = "([^"]+)", protocol = "json" \} \}\n$/
    const url = shape.exec(block)?.[1]
    // service and names as codex-rs/otel has them; an event has no body
    const attributes = { 'event.name': 'codex.tool_result', tool_name: 'shell', success: 'true', duration_ms: '31' }
    await send(new Exporter({ url }), { 'service.name': 'codex_exec' }, [{ severityNumber: 9, attributes }])
    const kept = await stage.kept(`codex-${protocol}`)
    assert.deepEqual(told(kept), [['codex_exec', 'info', 'codex.tool_result']])
    assert.equal(kept[0]!.attributes?.tool_name, 'shell')
  })
}
