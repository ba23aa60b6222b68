// Env: what the environment says to a client that was not told. Read when a client is made, never at import.
// Promises: a runtime without `process` has an empty environment.

/** Where the service is, what opens it, and the run to write to; each unless given by option. */
export type Environment = { url: string; token: string | undefined; runId: string | undefined }

export const readEnvironment = (): Environment => ({
  url: first('SPOOR_URL', 'LOG_AGENT_URL', 'CLAUDE_HOOKS_LOG_URL') ?? 'http://127.0.0.1:3002',
  token: first('SPOOR_TOKEN'),
  runId: namedRun(first('LOG_RUN_ID')),
})

/** `latest` and nothing are no run: a client that stored the word literally would split the log in two. */
export const namedRun = (runId: string | undefined): string | undefined =>
  runId === undefined || runId === '' || runId === 'latest' ? undefined : runId

type Builtins = { 'node:fs': typeof import('node:fs'); 'node:os': typeof import('node:os') }

/** A built-in module of Node, or undefined on a runtime without it (and on Node before 20.16).
 *  Synchronous, so that it can be had while the process exits; no import, so that no bundler follows it. */
export const builtin = <Id extends keyof Builtins>(id: Id): Builtins[Id] | undefined =>
  runtimeProcess()?.getBuiltinModule?.(id) as Builtins[Id] | undefined

/** Node's `process`, or undefined on an edge runtime. */
export const runtimeProcess = (): Partial<NodeJS.Process> | undefined =>
  (globalThis as { process?: Partial<NodeJS.Process> }).process

const first = (...names: string[]): string | undefined =>
  names.map((name) => runtimeProcess()?.env?.[name]).find((value) => value !== undefined && value !== '')
