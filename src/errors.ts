// Errors: every failure a user can meet, one row each: code, HTTP status, sentence, hint.
// Promises: what a caller reads says what to do next; the cause stays in our own log.
// Leaves to others: turning a row into an answer (http/problem.ts, cli/).

/** `[status, sentence, hint]`; `{name}` is filled from the params given to `fail`. docs/errors.md is printed from this table. */
export const codes = {
  BATCH_MISMATCH: [422, 'idempotency key {key} was used before with another body', 'use a new key for a new batch'],
  BODY_INVALID: [
    400,
    'the body is not what this route takes: {reason}',
    'see docs/errors.md and the examples in README.md',
  ],
  BODY_TOO_LARGE: [413, 'the body is larger than {limit} bytes after decompression', 'send smaller batches'],
  CATALOG_UNAVAILABLE: [
    503,
    'what is remembered beyond a run cannot be read or written now: {reason}',
    'see that <SPOOR_DATA>/catalog.sqlite can be written; it is tried again with the next call',
  ],
  CI_FIELD_INVALID: [
    422,
    '{field} is not valid: {reason}',
    'change {field} and send it again; docs/ci-api.md has them all',
  ],
  CI_LOG_TOO_SLOW: [503, 'reading the log was stopped after {ms} ms', 'send it again, or its end only: log_tail'],
  CI_NOT_FOUND: [404, 'there is no {what} of {repo}', 'see what there is: GET /api/ci/{repo}, or spoor ci {repo}'],
  CI_REPO_NOT_WATCHED: [
    404,
    'repository {repo} is not watched here',
    'write it into spoor.config.yaml, and start again: ci: { repos: [{repo}] }',
  ],
  CI_RUN_NOT_FOUND: [
    404,
    'the forge knows no run {runId} of {repo}',
    'give the id in the address of the run; a private repository needs a token that may read it',
  ],
  CI_TAIL_TOO_LARGE: [
    413,
    'log_tail is larger than {limit} bytes',
    'send the end of the log only, or all of it as text/plain with the fields in the query',
  ],
  CI_TOKEN_FOREIGN: [
    403,
    'this token is for other repositories than {repo}',
    'use the token of {repo}, see SPOOR_INTERNAL_TOKEN',
  ],
  CURSOR_GONE: [410, 'the records at this cursor of {stream} are no longer kept', 'read again without a cursor'],
  CURSOR_INVALID: [400, 'cursor {cursor} was not given out for this query', 'start again without a cursor'],
  DATA_DIR_LOCKED: [
    409,
    'data directory {dir} is in use by another process',
    'stop that process, or set SPOOR_DATA to another folder',
  ],
  DISK_FULL: [
    503,
    'no space left where the data lies',
    'free some space; reading works meanwhile, and the same batch can be sent again',
  ],
  ENCODING_UNSUPPORTED: [415, 'content encoding {encoding} is not understood', 'use gzip, deflate, zstd or none'],
  FIELD_INVALID: [400, '{field} is not valid: {reason}', 'change {field} and send it again'],
  FORBIDDEN_HOST: [403, 'host {host} is not served here', 'add it to SPOOR_ALLOWED_HOSTS and send SPOOR_TOKEN'],
  FORBIDDEN_ORIGIN: [
    403,
    'origin {origin} may not change anything here',
    'call from a page of this service, or without an Origin header',
  ],
  FORGE_REFUSED: [
    502,
    'the forge {host} answered {status}',
    'see that its token is valid and may read Actions: GITHUB_TOKEN, or FORGEJO_TOKEN',
  ],
  FORGE_UNAVAILABLE: [502, 'the forge {host} cannot be asked now: {reason}', 'try again, or see that its URL is right'],
  FORGE_UNSET: [
    422,
    'it is not known which forge is meant: {reason}',
    'set GITHUB_TOKEN, or FORGEJO_URL and FORGEJO_TOKEN; where both are set, say forge=github or forge=forgejo',
  ],
  FORGE_WITHOUT_LOGS: [
    502,
    'the forge {host} gives no logs of jobs',
    'Gitea has them from 1.24 on, Forgejo from 16 on; before that jobs send them, see docs/ci.md',
  ],
  INTERNAL: [500, 'something went wrong on our side', 'look at the log of the service for id {id}'],
  INTERNAL_TOKEN_UNSET: [
    503,
    'no logs of CI jobs are taken here: no token for them is set',
    'start the service with SPOOR_INTERNAL_TOKEN, and send it as Authorization: Bearer',
  ],
  INTERNAL_UNAUTHORIZED: [
    401,
    'the token for internal routes is needed here',
    'send Authorization: Bearer <SPOOR_INTERNAL_TOKEN>; SPOOR_TOKEN is another one',
  ],
  ISSUE_NOT_FOUND: [
    404,
    'no single issue of run {runId} begins with {fingerprint}',
    'see the list: GET /issues, or spoor issues',
  ],
  METHOD_NOT_ALLOWED: [405, '{method} is not served at {path}', 'see the routes in README.md'],
  NOT_FOUND: [404, 'there is nothing at {path}', 'see the routes in README.md'],
  OVERLOADED: [429, 'too much is being taken in at once', 'wait as Retry-After says and send the same batch again'],
  PATTERN_INVALID: [
    400,
    'pattern {pattern} cannot be used: {reason}',
    'mend the pattern; a literal needs no escaping with grep=',
  ],
  RUN_NOT_FOUND: [404, 'run {runId} has no logs', 'send a line first, or ask for latest'],
  SEARCH_TOO_SLOW: [
    422,
    'the search was stopped after {ms} ms',
    'put a literal word into the pattern, or narrow it by from, to, level or source',
  ],
  SETTINGS_INVALID: [
    500,
    '{file} line {line}: {reason}',
    'mend it; docs/rules.md and docs/ask.md say what it may hold',
  ],
  SETTINGS_UNREADABLE: [500, '{file} cannot be read: {reason}', 'let this user read it, or name another: SPOOR_CONFIG'],
  STORE_CONFLICT: [409, 'note {key} changed underneath', 'read it again and retry'],
  STORE_UNAVAILABLE: [
    503,
    'the store cannot take records now: {reason}',
    'send the same batch again, as Retry-After says',
  ],
  STREAM_CLOSED: [409, 'stream {stream} is closed', 'append to a new run: spoor refresh'],
  TASK_LOGS_MISPLACED: [
    500,
    'TASK_LOGS_DIR={dir} cannot be used: {reason}',
    'move the tasks there and remove <SPOOR_DATA>/tasks, or set TASK_LOGS_DIR to where they are',
  ],
  TASK_LOGS_OFF: [403, 'task logs are switched off here', 'start the service with TASK_LOGS_ENABLED=true'],
  TASK_NOT_FOUND: [404, 'there is no {part} of task {taskId}', 'see the list: GET /api/tasks'],
  TOKEN_NEEDED: [
    500,
    'listening on {host} without a token would let in everyone who can reach it',
    'set SPOOR_TOKEN, or listen on 127.0.0.1 (SPOOR_HOST)',
  ],
  TOO_MANY_TRIES: [429, 'too many wrong tokens were sent', 'wait as Retry-After says and log in again'],
  TYPE_UNSUPPORTED: [415, 'content type {type} is not taken here', 'send {taken}'],
  UNAUTHORIZED: [401, 'a token is needed here', 'send Authorization: Bearer <SPOOR_TOKEN>'],
} as const satisfies Record<string, readonly [status: number, sentence: string, hint: string]>

export type Code = keyof typeof codes

/** A failure with a row in `codes`. `status` is HTTP's; `hint` says what to do; `cause` is for our log only. */
export class SpoorError extends Error {
  readonly code: Code
  readonly status: number
  readonly hint: string
  readonly params: Record<string, string | number>

  constructor(code: Code, params: Record<string, string | number> = {}, cause?: unknown) {
    const [status, sentence, hint] = codes[code]
    super(fill(sentence, params), cause === undefined ? undefined : { cause })
    this.name = 'SpoorError'
    this.code = code
    this.status = status
    this.hint = fill(hint, params)
    this.params = params
  }
}

/** `throw fail('STREAM_CLOSED', { stream }, cause)` */
export const fail = (code: Code, params?: Record<string, string | number>, cause?: unknown) =>
  new SpoorError(code, params, cause)

export const isCode = (error: unknown, code: Code): error is SpoorError =>
  error instanceof SpoorError && error.code === code

const fill = (text: string, params: Record<string, string | number>) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]).slice(0, 300) : whole))
