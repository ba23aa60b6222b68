// For tests of issues: failures and issues of which only what matters is said.
import type { Failure } from '../failures/failure.ts'
import type { IssueView } from './issue.ts'

export const failureOf = (part: Partial<Failure> = {}): Failure => ({
  fingerprint: 'fp1:a',
  rule: 'r',
  type: 'code',
  level: 'error',
  source: 'web',
  ts: '2026-01-01T00:00:00.000Z',
  summary: 'it broke',
  message: 'it broke\n  here',
  cursor: 'c1',
  end: 'c2',
  lines: 2,
  ...part,
})

export const issueOf = (part: Partial<IssueView> = {}): IssueView => ({
  fingerprint: 'fp1:a',
  rule: 'r',
  type: 'code',
  level: 'error',
  summary: 'it broke',
  message: 'it broke',
  source: 'web',
  count: 1,
  firstSeen: '2026-01-01T00:00:00.000Z',
  lastSeen: '2026-01-01T00:00:00.000Z',
  sources: { web: 1 },
  samples: [],
  trend: [1],
  trendFrom: '2026-01-01T00:00:00.000Z',
  trendMs: 1000,
  runId: 'r1',
  state: 'new',
  runsSeen: 1,
  notified: false,
  ...part,
})
