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

/** Files that are not there are empty. */
export const taskFiles = async (url: string, taskId: string): Promise<TaskFiles> => {
  const read = async (part: string, missing: unknown) => {
    const response = await fetch(`${url}/api/tasks/${taskId}/logs/${part}`)
    return response.ok ? response.json() : missing
  }
  const [metadata, input, output, result] = await Promise.all([
    read('metadata', {}),
    read('input', {}),
    read('agent-output', []),
    read('final-result', {}),
  ])
  return { metadata, input, output, result } as TaskFiles
}
