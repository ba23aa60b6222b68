// Render: rows, commits and lines of CI logs for people, as text and as Markdown to paste.
// Promises: safe in a terminal; in Markdown nothing a log says leaves its fence.
import type { CiLogRow, CiShaPage } from '../catalog/ci-logs.ts'
import { escapeControls } from '../render/escape.ts'
import { fenced, nameOf } from './fence.ts'
import type { CiRows } from './logs.ts'
import { type SeenRow, seenText } from './seen.ts'
import type { LinePage } from './stored.ts'

const iso = (ms: number) => new Date(ms).toISOString()

export const shasText = (repo: string, { shas, total, cursor }: CiShaPage): string => {
  if (total === 0) return `nothing of ${repo} has failed that is known here\n`
  const lines = shas.map(({ headSha, failed, newestMs }) => `${headSha}  ${iso(newestMs)}  ${failedSteps(failed)}`)
  return `${lines.join('\n')}\n${more(shas.length, total, cursor)}`
}

export const rowsText = (repo: string, sha: string, { rows, total, cursor }: CiRows): string => {
  if (total === 0) return `nothing of ${repo} has failed at ${sha} that is known here\n`
  const parts = rows.map((row) => `${headOf(row)}\n${seenLine(row)}${indented(row.excerpt || row.logTail)}`)
  return `${repo} ${sha}: ${failedSteps(total)}\n\n${parts.join('\n')}${more(rows.length, total, cursor)}`
}

export const rowsMarkdown = (repo: string, sha: string, { rows, total, cursor }: CiRows): string => {
  if (total === 0) return `Nothing of ${repo} has failed at ${sha} that is known here.\n`
  const parts = rows.map((row) => `### ${headOf(row)}\n\n${seenLine(row)}${fenced(row.excerpt || row.logTail)}`)
  return `## ${repo} ${sha}: ${failedSteps(total)}\n\n${parts.join('\n')}${more(rows.length, total, cursor)}`
}

export const linesText = ({ lines }: LinePage): string =>
  lines.map(({ record }) => `${escapeControls(record.message, '\n\t')}\n`).join('')

export const linesMarkdown = (page: LinePage & { row: CiLogRow }): string =>
  `### ${headOf(page.row)}\n\n${fenced(page.lines.map(({ record }) => record.message).join('\n'))}`

const headOf = (row: CiLogRow): string => {
  const { id, stepName, jobId, leg, runAttempt, conclusion, lines, greenSha } = row
  const job = leg === '' ? nameOf(jobId) : `${nameOf(jobId)} (${nameOf(leg)})`
  const since = greenSha === undefined ? '' : `, passed since at ${greenSha.slice(0, 12)}`
  return `${nameOf(stepName)} · ${job} · attempt ${runAttempt} · ${conclusion}${since} · log ${id}, ${lines} lines`
}

const seenLine = ({ seen }: SeenRow) => (seen.length === 0 ? '' : `${seenText(seen)}\n`)

const failedSteps = (count: number) => (count === 1 ? '1 failed step' : `${count} failed steps`)

const indented = (text: string) => `  ${escapeControls(text, '\n\t').replaceAll('\n', '\n  ')}\n`

const more = (shown: number, total: number, cursor: string | undefined) =>
  cursor === undefined ? '' : `\n${shown} of ${total} are shown; go on with cursor=${cursor}\n`
