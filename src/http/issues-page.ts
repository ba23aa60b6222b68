// The issues of a run as a page for a browser: no script, no style of its own, nothing loaded.
import { html } from 'hono/html'
import type { IssueView } from '../issues/issue.ts'
import type { IssuePage } from '../issues/issues.ts'
import { escapeControls } from '../render/escape.ts'

export const issuesPage = (runId: string, { issues, total, isCurrent, cursor }: IssuePage) => html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Issues of ${runId}</title>
<h1>Issues of ${runId}</h1>
<p>${total} in all.${isCurrent ? '' : ' Not everything of the run was looked at yet.'} <a href="/raw?runId=${runId}">Its log</a></p>
<table>
<thead><tr><th>State<th>Count<th>Level<th>Type<th>What<th>Where<th>Last seen<th>Fingerprint</thead>
<tbody>
${issues.map(row)}
</tbody>
</table>
${cursor === undefined ? '' : html`<p><a href="/issues?runId=${runId}&cursor=${cursor}">More</a></p>`}
`

const row = (
  issue: IssueView,
) => html`<tr><td>${issue.state}<td>${issue.count}<td>${issue.level}<td>${issue.type}<td>${escapeControls(issue.summary)}<td>${place(issue)}<td>${issue.lastSeen}<td><a href="/issues/${issue.fingerprint}?runId=${issue.runId}">${issue.fingerprint}</a>
`

const place = ({ frame }: IssueView) =>
  frame ? escapeControls(`${frame.file}${frame.line === undefined ? '' : `:${frame.line}`}`) : ''
