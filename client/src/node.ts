// Node: the client where there is a process, a disk and a folder with its settings.
import { type Client, createClientOn } from './client.ts'
import { readEnvironment } from './env-files.ts'
import { beforeTheEnd } from './exit.ts'
import type { ClientOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { type SessionStore, type SessionStoreOptions, sessionStoreOn } from './session-store.ts'
import { createSpool } from './spool.ts'
import { type TaskLog, type TaskLogOptions, taskLogOn } from './task-log.ts'

const node: Platform = { readEnvironment: () => readEnvironment(), createSpool, beforeTheEnd, isPage: false }

/** Nothing is opened, read from the network or listened to before the first entry. */
export const createClient = (options: ClientOptions = {}): Client => createClientOn(node, options)

/** The log of one agent job. `id`: of the task, 1 to 128 letters, digits, dots, dashes and underscores. */
export const taskLog = (id: string, options: TaskLogOptions = {}): TaskLog => taskLogOn(node, id, options)

/** For the Claude Agent SDK: `query({ options: { sessionStore: sessionStore() } })`. */
export const sessionStore = (options: SessionStoreOptions = {}): SessionStore => sessionStoreOn(node, options)
