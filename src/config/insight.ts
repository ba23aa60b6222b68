// Insight: the settings of what looks at records after they were taken in: issues, notifications, answers. Rows of table.ts.
import { maxTimerMs, networks, onOff, type Row, row, text, whole } from './row.ts'

export const insightRows = {
  analysis: row('SPOOR_ANALYSIS', 'on', onOff, 'on or off: whether issues are looked for in what is taken in'),
  maxIssues: row('SPOOR_MAX_ISSUES', '500', whole(1), 'issues kept of one run; failures of others are only counted'),
  maxAnalysedRuns: row(
    'SPOOR_MAX_ANALYSED_RUNS',
    '64',
    whole(1),
    'runs whose issues are held in memory while they are counted',
  ),
  maxWakingRuns: row(
    'SPOOR_MAX_WAKING_RUNS',
    '10000',
    whole(1),
    'runs with news that wait to be looked at; one beyond it is found at the next sweep',
  ),
  analysisPauseMs: row(
    'SPOOR_ANALYSIS_PAUSE_MS',
    '100',
    whole(0, maxTimerMs),
    'a run with news is looked at this often at most',
  ),
  maxWalks: row('SPOOR_MAX_WALKS', '4', whole(1, 1000), 'runs that are looked at side by side'),
  queueLockMs: row(
    'SPOOR_QUEUE_LOCK_MS',
    '10000',
    whole(100, maxTimerMs),
    'a worker that was not heard of for this long is dead, and others go on with its runs',
  ),
  issuesEveryMs: row(
    'SPOOR_ISSUES_EVERY_MS',
    '250',
    whole(0, maxTimerMs),
    "a run's issues are written this often at most; where only the place changed they were counted to, an eighth as often",
  ),
  quietMs: row(
    'SPOOR_QUIET_MS',
    '500',
    whole(10, maxTimerMs),
    'a trace of several lines has ended when nothing was added to it for this long',
  ),
  keepIssuesMs: row(
    'SPOOR_KEEP_ISSUES_MS',
    '2592000000',
    whole(1000),
    'what was wrong in a run is remembered this long, to compare later runs with',
  ),
  catalogBusyMs: row(
    'SPOOR_CATALOG_BUSY_MS',
    '2000',
    whole(10, maxTimerMs),
    'longest wait for another process that writes to the catalog',
  ),
  maxWaits: row(
    'SPOOR_MAX_WAITS',
    '64',
    whole(1),
    'calls of log_wait (MCP) at once; beyond it agents are told to try later',
  ),
  callbackUrl: row(
    'SPOOR_CALLBACK_URL',
    '',
    text,
    'where issues of a run are told that has no callback of its own; nowhere when it is not set',
  ),
  callbackNetworks: row(
    'SPOOR_CALLBACK_NETWORKS',
    '',
    networks,
    'private networks and addresses, comma-separated, that callbacks may have, as in 10.0.0.0/8; this machine is one of them unless it listens on loopback',
  ),
  issueThreshold: row('LOG_AGENT_ISSUE_THRESHOLD', '3', whole(1), 'an issue is told when it was counted this often'),
  debounceMs: row(
    'LOG_AGENT_DEBOUNCE_WINDOW',
    '300000',
    whole(1000),
    'an issue is told again this long after the last time, and a callback that is dead tried again; milliseconds',
  ),
  repeatNotices: row(
    'SPOOR_REPEAT_NOTICES',
    'off',
    onOff,
    'on or off: whether an issue is told again in one run when it was counted more often since',
  ),
  callbackMs: row('SPOOR_CALLBACK_MS', '5000', whole(10, maxTimerMs), 'longest wait for the answer of a callback'),
  callbackTries: row(
    'SPOOR_CALLBACK_TRIES',
    '6',
    whole(1, 32),
    'tries of a callback before there is only one every LOG_AGENT_DEBOUNCE_WINDOW',
  ),
  callbackRetryMs: row(
    'SPOOR_CALLBACK_RETRY_MS',
    '1000',
    whole(1),
    'longest pause before the second try of a callback; it doubles with every try',
  ),
  maxNotices: row(
    'SPOOR_MAX_NOTICES',
    '1000',
    whole(1),
    'issues that are being told or wait for it in memory; one beyond it is told later',
  ),
  maxCallbacks: row('SPOOR_MAX_CALLBACKS', '8', whole(1), 'callbacks that are being called at once'),
} satisfies Record<string, Row<unknown>>
