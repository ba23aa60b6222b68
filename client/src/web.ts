// @spoor/client for everything that is not Node: pages, web workers, edge runtimes. Importing it does nothing.
// Promises: it reaches no module outside the package and needs no global but the web's own (fetch, URL, crypto, streams);
//   a page that is left has what was logged on its way, as far as browsers let it (page.ts).
import { type Client, createClientOn } from './client.ts'
import { environmentOf } from './env.ts'
import type { ClientOptions } from './options.ts'
import { beforeThePageGoes, isPage } from './page.ts'
import type { Platform } from './platform.ts'
import { type SessionStore, type SessionStoreOptions, sessionStoreOn } from './session-store.ts'
import { type TaskLog, type TaskLogOptions, taskLogOn } from './task-log.ts'

export * from './everywhere.ts'

export const createClient = (options: ClientOptions = {}): Client => createClientOn(web(), options)

/** The log of one agent job. `id`: of the task, 1 to 128 letters, digits, dots, dashes and underscores. */
export const taskLog = (id: string, options: TaskLogOptions = {}): TaskLog => taskLogOn(web(), id, options)

// made when asked for: importing looks at nothing
const web = (): Platform => ({
  readEnvironment: () => environmentOf(variable),
  beforeTheEnd: beforeThePageGoes,
  isPage: isPage(),
})

// some edge runtimes have Node's way of giving settings
const variable = (name: string): string | undefined => {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.[name]
}

/** For the Claude Agent SDK: `query({ options: { sessionStore: sessionStore() } })`. */
export const sessionStore = (options: SessionStoreOptions = {}): SessionStore => sessionStoreOn(web(), options)
