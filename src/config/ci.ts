// CI: the settings of the logs of CI jobs. Rows of table.ts.
import { list, maxTimerMs, type Row, row, text, whole } from './row.ts'

/** `repo`: the repositories it is for, as `acme/shop` or `acme/*`; undefined: for all. */
export type InternalToken = { token: string; repo: string | undefined }

const minLetters = 8

const tokens = (value: string): readonly InternalToken[] => {
  const items = list(value).map((item) => /^((?:[\w.-]+\/)+(?:[\w.-]+|\*))=(.*)$/.exec(item))
  if (value === '') return []
  // one token, whatever is in it: base64 may end in `=`, too
  if (items.some((item) => item === null || /^=?$/.test(item[2]!))) return [{ token: value, repo: undefined }]
  return items.map((item) => {
    const [, repo, token] = item!
    if (token!.length >= minLetters) return { token: token!, repo }
    throw new Error(`takes tokens of ${minLetters} letters or more; that of ${repo} is shorter`)
  })
}

export const ciRows = {
  internalTokens: row(
    ['SPOOR_INTERNAL_TOKEN', 'CLAUDE_HOOKS_INTERNAL_TOKEN'],
    '',
    tokens,
    'CI jobs send it as a bearer token with their logs; one token for all, or one for each repository as in acme/shop=…,acme/site=…, which are watched by that',
  ),
  ciBudgetTokens: row(
    'SPOOR_CI_BUDGET',
    '2000',
    whole(100, 20_000),
    'the excerpt of a failed step has at most so many tokens',
  ),
  ciKeepMs: row('SPOOR_CI_KEEP_MS', '1209600000', whole(1000), 'logs of CI jobs are deleted when they are this old'),
  ciSweepEveryMs: row(
    'SPOOR_CI_SWEEP_EVERY_MS',
    '600000',
    whole(100, maxTimerMs),
    'how often logs of CI jobs are looked over for deletion',
  ),
  ciMaxLines: row(
    'SPOOR_CI_MAX_LINES',
    '200000',
    whole(1000, 1_000_000),
    'lines that are kept of one step; a longer log loses its middle, with a mark',
  ),
  ciInFlightBytes: row(
    'SPOOR_CI_MAX_IN_FLIGHT_BYTES',
    '67108864',
    whole(1 << 24),
    'logs of CI jobs being taken in at once; beyond it jobs get 429',
  ),
  ciReadMs: row('SPOOR_CI_READ_MS', '30000', whole(100, maxTimerMs), 'reading one log is stopped after this long'),
  maxCiLogs: row('SPOOR_MAX_CI_LOGS', '256', whole(1), 'logs of CI jobs that wait to be read; beyond it jobs get 429'),
  githubToken: row('GITHUB_TOKEN', '', text, 'logs of failed jobs are fetched from GitHub with it'),
  githubUrl: row(
    'GITHUB_API_URL',
    'https://api.github.com',
    text,
    "GitHub's API; that of an own GitHub is https://<host>/api/v3",
  ),
  forgejoUrl: row('FORGEJO_URL', '', text, 'a Forgejo or Gitea from which logs of failed jobs are fetched'),
  forgejoToken: row('FORGEJO_TOKEN', '', text, 'a token of it that may read repositories'),
  forgeMs: row('SPOOR_FORGE_MS', '20000', whole(10, maxTimerMs), 'longest wait for one answer of a forge'),
  forgeTries: row('SPOOR_FORGE_TRIES', '3', whole(1, 10), 'tries of one question to a forge'),
  forgeRetryMs: row(
    'SPOOR_FORGE_RETRY_MS',
    '500',
    whole(0, 60_000),
    'pause before the second try; it doubles with every try',
  ),
  forgeMaxBytes: row(
    'SPOOR_FORGE_MAX_BYTES',
    '33554432',
    whole(1 << 20),
    "of a job's log that is larger the beginning and the end are fetched, with a mark",
  ),
} satisfies Record<string, Row<unknown>>
