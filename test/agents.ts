// Agents: for tests of tasks: an agent that can be told how to end, and a task as its files hold it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Service, startService } from '../judges/service.ts'
import type { AgentRecord, AgentResult } from '../src/intake/agents/agent-record.ts'

const agent = fileURLToPath(new URL('../examples/agent.js', import.meta.url))

/** The example agent, in a hurry. */
export const agentCommand = (prompt: string, ...options: string[]): string[] => [
  process.execPath,
  agent,
  '--delay',
  '1',
  ...options,
  prompt,
]

/** One service for all tests of a file, which have tasks of their own. */
export const sharedService = async (env: Record<string, string> = {}): Promise<Service> => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-agents-'))
  const service = await startService({ SPOOR_DATA: data, ...env }, { cwd: data })
  after(async () => {
    await service.stop('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  })
  return service
}

export type TaskFiles = {
  metadata: { [name: string]: unknown }
  input: { [name: string]: unknown }
  output: AgentRecord[]
  result: AgentResult & { [name: string]: unknown }
}

const read = async <T>(url: string, taskId: string, part: string, missing: T): Promise<T> => {
  const response = await fetch(`${url}/api/tasks/${taskId}/logs/${part}`)
  return response.ok ? ((await response.json()) as T) : missing
}

/** What its agent has said so far. */
export const outputOf = (url: string, taskId: string): Promise<AgentRecord[]> =>
  read<AgentRecord[]>(url, taskId, 'agent-output', [])

/** Files that are not there are empty. */
export const taskFiles = async (url: string, taskId: string): Promise<TaskFiles> => {
  const [metadata, input, output, result] = await Promise.all([
    read(url, taskId, 'metadata', {}),
    read(url, taskId, 'input', {}),
    outputOf(url, taskId),
    read(url, taskId, 'final-result', {} as TaskFiles['result']),
  ])
  return { metadata, input, output, result }
}
