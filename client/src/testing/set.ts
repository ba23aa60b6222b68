// A client and a service of its own for a test, and short words for what goes through them.
import { readdirSync } from 'node:fs'
import type { TestContext } from 'node:test'
import type { Client } from '../client.ts'
import { createClient } from '../node.ts'
import type { ClientOptions } from '../options.ts'
import { startService } from './service.ts'

export const never = 1_000_000

/** A client that sends only when told, retries at once, and is gone with its test. */
export const set = async (t: TestContext, options: ClientOptions = {}) => {
  const service = await startService()
  const troubles: string[] = []
  const make = (more: ClientOptions = {}) => {
    const client = createClient({
      url: service.url,
      source: 'test',
      runId: '',
      spoolDir: false,
      batchIntervalMs: never,
      retryBaseMs: 1,
      retryMaxMs: 5,
      onError: (error) => troubles.push(error.message),
      ...options,
      ...more,
    })
    t.after(() => client.close(1))
    return client
  }
  t.after(() => service.stop().catch(() => undefined))
  return { service, troubles, make, client: make() }
}

export const say = (client: Client, ...messages: string[]) => {
  for (const message of messages) client.log({ level: 'info', message })
}
export const many = (count: number, prefix = 'm') => Array.from({ length: count }, (_, i) => `${prefix}${i}`)
export const files = (dir: string) =>
  readdirSync(dir, { recursive: true }).filter((name) => String(name).includes('.json'))
