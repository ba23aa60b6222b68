// Ask: the settings of answers to questions, and of the language model behind them. Rows of table.ts.
import { maxTimerMs, type Row, row, text, whole } from './row.ts'

export const askRows = {
  openaiKey: row(
    'OPENAI_API_KEY',
    '',
    text,
    'key of a language model that answers questions about runs; without it and without OPENAI_BASE_URL, rules answer',
  ),
  openaiBaseUrl: row(
    'OPENAI_BASE_URL',
    '',
    text,
    "any server that speaks OpenAI's chat completions, as in http://127.0.0.1:11434/v1; OpenAI's own when it is not set",
  ),
  openaiModel: row('LOG_AGENT_OPENAI_MODEL', 'gpt-4o-mini', text, 'name of the model there'),
  askMs: row('SPOOR_ASK_MS', '5000', whole(100, maxTimerMs), 'an answer takes this long at most; then by rules'),
  askRunTokens: row(
    'SPOOR_ASK_RUN_TOKENS',
    '10000',
    whole(0),
    'tokens of a model that all questions to one run may use together; beyond it rules answer',
  ),
  maxAsks: row('SPOOR_MAX_ASKS', '8', whole(1), 'questions that are being answered at once; beyond it callers get 429'),
  modelFailures: row(
    'SPOOR_MODEL_FAILURES',
    '3',
    whole(1),
    'a model that failed this often in a row is left alone for SPOOR_MODEL_PAUSE_MS',
  ),
  modelPauseMs: row(
    'SPOOR_MODEL_PAUSE_MS',
    '30000',
    whole(10, maxTimerMs),
    'before a model that failed is tried again with one question',
  ),
} satisfies Record<string, Row<unknown>>
