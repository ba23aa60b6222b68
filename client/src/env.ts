// Env: what the environment says to a client that was not told. Read when a client is made, never at import.

/** Where the service is, what opens it, and the run to write to; each unless given by option. */
export type Environment = {
  url: string
  token: string | undefined
  runId: string | undefined
  /** The run as the folder names it by now; absent when no file of the folder names one, or the environment overrules it. */
  runInFolder?: () => string | undefined
  /** Why a file of the folder was not read. */
  trouble?: Error
}

/** `variable` gives the value of a name, or undefined. */
export const environmentOf = (variable: (name: string) => string | undefined): Environment => {
  const first = (...names: string[]) => names.map(variable).find((value) => value !== undefined && value !== '')
  return {
    url: first('SPOOR_URL', 'LOG_AGENT_URL', 'CLAUDE_HOOKS_LOG_URL') ?? 'http://127.0.0.1:3002',
    token: first('SPOOR_TOKEN'),
    runId: namedRun(first('LOG_RUN_ID')),
  }
}

/** `latest` and nothing are no run: a client that stored the word literally would split the log in two. */
export const namedRun = (runId: string | undefined): string | undefined =>
  runId === undefined || runId === '' || runId === 'latest' ? undefined : runId
