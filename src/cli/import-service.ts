// Import service: what an import asks the service for, and tells it.
import { hash } from 'node:crypto'
import { deliver } from '../../client/src/deliver.ts'
import { type Place, ReadError, request } from '../../client/src/http.ts'
import type { AgentRecord } from '../intake/agents/agent-record.ts'
import { CliError, exitCodes, startHint } from './failure.ts'

const timeoutMs = 60_000

/** A file of a task; undefined when it is not there. */
export const found = async <T>(place: Place, taskId: string, part: string): Promise<T | undefined> => {
  try {
    const response = await request(place, `/api/tasks/${taskId}/logs/${part}`, {
      signal: AbortSignal.timeout(timeoutMs),
    })
    return (await response.json()) as T
  } catch (error) {
    if (error instanceof ReadError && error.status === 404) return undefined
    throw error
  }
}

/** Once, however often it is sent. Errors: CliError. */
export const append = async (place: Place, taskId: string, records: AgentRecord[]): Promise<void> => {
  if (records.length === 0) return
  const body = Buffer.from(records.map((record) => JSON.stringify(record)).join('\n')) as Buffer<ArrayBuffer>
  // whoever imports the same at the same moment sends the same
  const key = `import-${hash('sha256', body, 'hex').slice(0, 40)}`
  const parcel = { key, body, isGzip: false, path: `/api/tasks/${taskId}/agent-output` }
  const outcome = await deliver(parcel, { url: place.url, token: place.token }, AbortSignal.timeout(timeoutMs))
  if (outcome.kind === 'accepted' && outcome.rejected === 0) return
  const why = outcome.kind === 'too large' ? 'a record is too large' : outcome.why
  if (outcome.kind !== 'again') throw new CliError(exitCodes.error, `the service does not take the session: ${why}`)
  const again = `${startHint}; then import it again: what is there already is not taken twice`
  throw new CliError(exitCodes.unreachable, `the service at ${place.url} takes nothing: ${why}`, again)
}

/** A document of a task, in place of the one before; metadata are added to. */
export const put = async (place: Place, taskId: string, part: string, json: object): Promise<void> => {
  const response = await request(place, `/api/tasks/${taskId}/${part}`, { method: 'PUT', json })
  await response.body?.cancel()
}
