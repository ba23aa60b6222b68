// Cost: under which names agents tell what they spent. What else comes as a span or a metric is not kept.
// Sources: Claude Code, monitoring usage; Codex, codex-rs/otel; Gemini CLI, telemetry; OpenTelemetry, semantic conventions for
//   generative AI, with the names they had before; OpenInference.

/** Metrics whose points are kept. */
export const costMetrics: ReadonlySet<string> = new Set([
  'claude_code.cost.usage',
  'claude_code.token.usage',
  'codex.turn.token_usage',
  'gemini_cli.token.usage',
  'gen_ai.client.inference.tokens',
  'gen_ai.client.token.usage',
])

/** Attributes, one of which makes a span worth keeping. Claude Code's are flat, without a prefix. */
export const costAttributes: ReadonlySet<string> = new Set([
  'codex.turn.token_usage.input_tokens',
  'codex.turn.token_usage.output_tokens',
  'cost_usd',
  'gen_ai.usage.completion_tokens',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.prompt_tokens',
  'input_tokens',
  'llm.cost.total',
  'llm.token_count.completion',
  'llm.token_count.prompt',
  'llm.token_count.total',
  'output_tokens',
])
