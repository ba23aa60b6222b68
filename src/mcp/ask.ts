// Ask: a question about a run and its cited answer, as log_query needs it.
// Leaves to others: how it comes about, with a model or without.

/** As `POST /qna` answers; `line` is a line's number in the run. */
export type Answer = {
  question: string
  answer: string
  citations: { cursor: string; line: number; text: string }[]
  runId: string
  mode: 'llm' | 'rules'
  tokenUsage: { prompt: number; completion: number; total: number }
  /** Tokens of the run's share. */
  budget: { used: number; limit: number }
  /** Null: the model has no price. */
  costUsd: number | null
  logCount: number
}

/** `maxTokens`: of evidence. Errors: RUN_NOT_FOUND, and those of a search. */
export type Ask = (
  wish: { question: string; runId?: string; grep?: string; maxTokens?: number },
  options: { signal: AbortSignal },
) => Promise<Answer>
