// Log agent: what the original's loggers carried under `logger.logAgent`, on our transport's client.
// Promises: names, arguments and answers as there; a new run and a question come after what was logged before them.
import type { Client } from './client.ts'
import type { Answer, IssuesPage } from './read.ts'

/** Each rejects with ReadError. */
export interface LogAgent {
  /** Begins a run, under a name of one's own if given, and logs to it from now on. Resolves with its id. */
  startNewRun(customRunId?: string): Promise<string>
  /** The run of what is logged from now on. */
  setRunId(runId: string | undefined): void
  /** What the service says about this logger's run, or about the latest. */
  askQuestion(query: string): Promise<Answer>
  /** The issues found in this logger's run, or in the latest. */
  getIssues(): Promise<IssuesPage>
}

export const createLogAgent = (client: Client): LogAgent => {
  const runId = () => client.runId ?? 'latest'
  return {
    async startNewRun(customRunId) {
      // an entry that carries no run yet would else arrive after the new one began, and count to it
      await client.flush()
      const answer = await client.refresh(customRunId === undefined ? {} : { runId: customRunId })
      client.setRunId(answer.newRunId)
      return answer.newRunId
    },
    setRunId: (id) => client.setRunId(id),
    async askQuestion(query) {
      await client.flush()
      return client.ask({ question: query, runId: runId() })
    },
    async getIssues() {
      await client.flush()
      return client.issues({ runId: runId() })
    },
  }
}
