// Session task: the task of a session that nobody named one for: always the same, so that its hooks, its telemetry and its transcript meet.
import { hash } from 'node:crypto'

/** `task-<12 hex>`, as every task's id. */
export const sessionTask = (sessionId: string): string => `task-${hash('sha256', sessionId, 'hex').slice(0, 12)}`
