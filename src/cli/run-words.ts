// Run words: how an agent's work went, in one line.
import type { AgentResult } from '../intake/agents/agent-record.ts'

/** `success, $0.0234, 1,234 tokens in, 567 out, 45.2 s`; what nobody said is not there. `in`: cached ones included. */
export const resultInWords = ({ outcome, metrics }: AgentResult): string => {
  const { cost_usd: usd, cost_source: source, output_tokens: out, duration_seconds: seconds } = metrics
  const read = [metrics.input_tokens, metrics.cache_read_tokens, metrics.cache_write_tokens]
  const input = read.reduce((sum: number, count) => sum + (count ?? 0), 0)
  const parts = [
    outcome,
    usd !== null && `$${usd.toFixed(4)}${source === 'computed' ? ' by your prices' : ''}`,
    out !== null && `${input.toLocaleString('en')} tokens in, ${out.toLocaleString('en')} out`,
    seconds !== null && `${seconds.toFixed(1)} s`,
  ]
  return parts.filter((part) => part !== false).join(', ')
}
