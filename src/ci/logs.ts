// CI logs: why builds are red, for the agents and people who have to mend them.
// Leaves to others: who may send and read (http/), capturing logs in a job (action/).
import type { CiLogPage, CiLogRow, CiShaPage } from '../catalog/ci-logs.ts'
import { fail } from '../errors.ts'
import type { Forge } from './forges/forge.ts'
import type { ForgeName } from './forges/forges.ts'
import { createTeller } from './news.ts'
import { ciPrompt } from './prompt.ts'
import { type Pulled, pullRun } from './pull.ts'
import type { CiBounds, CiRooms } from './rooms.ts'
import { type SeenRow, withSeen } from './seen.ts'
import { shareOut } from './share.ts'
import { createShow } from './shown.ts'
import { type CiStep, stepStream } from './step.ts'
import { type LinePage, linesFrom } from './stored.ts'
import { sweepCi } from './sweep.ts'
import { createTake, type SentLog, type TakenLog } from './take.ts'

export interface CiLogs {
  /** Durable when resolved. Errors: OVERLOADED, CI_LOG_TOO_SLOW; as Store.append and the catalog. */
  take(step: CiStep, log: SentLog): Promise<TakenLog>
  /** The whole name of a commit that is known, by its beginning; one that is not stays as it is. Errors: FIELD_INVALID, when several
   *  begin so. */
  sha(repo: string, prefix: string): Promise<string>
  /** Failed steps of a commit, and the tasks that have to do with it. `budgetTokens`: of the excerpts of a page together. Errors:
   *  CURSOR_INVALID. */
  rows(repo: string, sha: string, page: { limit: number; cursor?: string; budgetTokens?: number }): Promise<CiRows>
  /** Commits with failed steps, newest first. Errors: CURSOR_INVALID. */
  shas(repo: string, page: { limit: number; cursor?: string }): Promise<CiShaPage>
  /** Lines of one step's log. Errors: CI_NOT_FOUND, CURSOR_GONE, CURSOR_INVALID. */
  log(
    repo: string,
    id: number,
    from: { line: number } | { cursor: string },
    limit: number,
  ): Promise<LinePage & { row: CiLogRow }>
  /** The failed steps of a commit as a block for a prompt; undefined when there are none. */
  prompt(repo: string, sha: string, budgetTokens: number): Promise<string | undefined>
  /** The failed steps of a run, fetched from its forge. Errors: FORGE_UNSET; as pullRun. */
  pull(repo: string, runId: string, forge?: ForgeName): Promise<Pulled>
  /** Deletes what is old. */
  sweep(): Promise<void>
}

export type CiRows = Omit<CiLogPage, 'rows'> & { rows: SeenRow[]; tasks: string[] }

export type CiOptions = CiRooms &
  CiBounds & {
    keepMs: number
    maxPageBytes: number
    forges: (name?: ForgeName) => Forge
  }

export const createCiLogs = (options: CiOptions): CiLogs => {
  const { catalog, links, store, maxPageBytes, keepMs, forges } = options
  const tell = createTeller(options)
  const take = createTake(options, options, tell)
  const show = createShow(options)
  const within = async (budgetTokens: number, rows: readonly CiLogRow[]): Promise<CiLogRow[]> => {
    const shares = shareOut(
      rows.map(({ needTokens, logTail }) => needTokens || Math.ceil(Buffer.byteLength(logTail) / 4)),
      budgetTokens,
    )
    const shown: CiLogRow[] = []
    for (const [i, row] of rows.entries()) shown.push({ ...row, excerpt: (await show(row, shares[i]!)).text || '⋯' })
    return shown
  }
  return {
    take,
    pull: async (repo, runId, name) => pullRun(options, take, forges(name), { repo, runId }),
    async sha(repo, prefix) {
      const [only, other] = await catalog.shasFrom(repo, prefix.toLowerCase())
      if (other !== undefined)
        throw fail('FIELD_INVALID', { field: 'sha', reason: `several commits begin with ${prefix}` })
      return only ?? prefix.toLowerCase()
    },
    async rows(repo, sha, page) {
      const found = await catalog.ofSha(repo, sha, page)
      const shown = page.budgetTokens === undefined ? found.rows : await within(page.budgetTokens, found.rows)
      return { ...found, rows: await withSeen(options, shown), tasks: await links.tasksOf('sha', sha) }
    },
    shas: (repo, page) => catalog.shas(repo, page),
    async log(repo, id, from, limit) {
      const row = await catalog.get(repo, id)
      if (!row) throw fail('CI_NOT_FOUND', { repo, what: `log ${id}` })
      return { row, ...(await linesFrom(store, stepStream(row), from, { limit, maxBytes: maxPageBytes })) }
    },
    prompt: (repo, sha, budgetTokens) => ciPrompt(options, { repo, sha, budgetTokens }),
    sweep: () => sweepCi(options, keepMs, tell),
  }
}
