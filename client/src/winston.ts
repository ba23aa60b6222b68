// Winston transport: a logger's lines to Spoor, without depending on winston.
// Promises: it never throws into the app and never emits 'error', which without a listener ends the process; both ways winston
//   ends (`logger.end()`, and `logger.close()` or `remove()`) deliver what was logged; `flush()` means delivered.
// Leaves to others: everything behind the queue (client.ts). What winston expects of a transport is winston-transport 4.9's contract.
import { Writable } from 'node:stream'
import type { Client } from './client.ts'
import type { Entry } from './entry.ts'
import { entryOf, type Info, levelOf } from './info.ts'
import { createLogAgent, type LogAgent } from './log-agent.ts'
import { createClient } from './node.ts'
import type { ClientOptions } from './options.ts'
import type { FlushResult, Stats } from './outbox.ts'

export type { LogAgent } from './log-agent.ts'

/** A format of winston's (logform). */
type Formatted = { level: string; message: unknown; [key: string | symbol]: unknown }
type Format = { options?: object; transform(info: Formatted, options?: unknown): Formatted | boolean }

/** The client's options, winston's own, and the names the original log agent's transport used. */
export type SpoorTransportOptions = ClientOptions & {
  /** Least severe level to send; the logger's, when absent. */
  level?: string
  format?: Format
  silent?: boolean
  handleExceptions?: boolean
  handleRejections?: boolean
  /** The same as `url`. */
  agentUrl?: string
  /** The same as `batchIntervalMs`. */
  batchInterval?: number
}

/** What winston's logger is to a transport. */
type Parent = { level?: string; levels: Record<string, number> }
type Done = (error?: Error | null) => void

export class SpoorTransport extends Writable {
  readonly name = 'spoor'
  // winston reads and sets these
  level: string | undefined
  format: Format | undefined
  silent: boolean | undefined
  handleExceptions: boolean | undefined
  handleRejections: boolean | undefined
  levels: Record<string, number> | undefined
  parent: Parent | null = null
  /** Reading and managing go through it. */
  readonly client: Client
  /** Runs, questions and issues, under the names of the original. */
  readonly logAgent: LogAgent
  readonly #onError: ((error: Error) => void) | undefined

  constructor(options: SpoorTransportOptions = {}) {
    super({ objectMode: true })
    const { level, format, silent, handleExceptions, handleRejections, agentUrl, batchInterval, ...rest } = options
    Object.assign(this, { level, format, silent, handleExceptions, handleRejections })
    this.client = createClient({
      ...rest,
      url: rest.url ?? agentUrl,
      batchIntervalMs: rest.batchIntervalMs ?? batchInterval,
    })
    this.logAgent = createLogAgent(this.client)
    this.#onError = options.onError
    this.on('pipe', (parent) => this.#attach(parent as unknown as Parent))
    this.on('unpipe', (parent) => this.#detach(parent as unknown as Parent))
  }

  /** Takes one of winston's infos; `done` is called at once, since the queue is bounded by itself. */
  log(info: Info, done: Done): void {
    this.client.log(this.#entry(info))
    if (this.listenerCount('logged') > 0) setImmediate(() => this.emit('logged', info))
    done()
  }

  /** The run of what is logged from now on. */
  setRunId(runId: string | undefined): void {
    this.client.setRunId(runId)
  }

  /** Sends at once; see `Client.flush`. */
  flush(timeoutMs?: number): Promise<FlushResult> {
    return this.client.flush(timeoutMs)
  }

  stats(): Stats {
    return this.client.stats()
  }

  /** Delivers what was logged and lets go. winston calls it without waiting; an app may wait for what it returns. */
  close(): Promise<FlushResult> {
    return this.client.close()
  }

  override _write(info: Info, _encoding: string, done: Done): void {
    const formatted = this.#isWanted(info) ? this.#formatted(info) : undefined
    if (formatted) this.log(formatted, done)
    else done()
  }

  /** `logger.end()` waits for this. */
  override _final(done: Done): void {
    void this.close().then(() => done())
  }

  #attach(parent: Parent): void {
    this.levels = parent.levels
    this.parent = parent
  }

  #detach(parent: Parent): void {
    if (parent !== this.parent) return
    this.parent = null
    void this.close()
  }

  #entry(info: Info): Entry {
    try {
      return entryOf(info)
    } catch (error) {
      // a proxy, or a message whose getter throws: that something was logged is still worth saying
      this.#tell(error)
      return { level: 'error', message: '[unreadable entry]' }
    }
  }

  #isWanted(info: Info): boolean {
    if (this.silent || (info.exception === true && !this.handleExceptions)) return false
    const level = this.level ?? this.parent?.level
    const ranks = this.levels
    if (level === undefined || !ranks) return true
    return (ranks[level] ?? Number.NaN) >= (ranks[levelOf(info)] ?? Number.NaN)
  }

  /** undefined: the format filtered it, or threw. */
  #formatted(info: Info): Info | undefined {
    if (!this.format) return info
    try {
      const formatted = this.format.transform(copyOf(info), this.format.options)
      return typeof formatted === 'object' ? formatted : undefined
    } catch (error) {
      this.#tell(error)
      // unformatted is better than unlogged
      return info
    }
  }

  #tell(error: unknown): void {
    try {
      this.#onError?.(error as Error)
    } catch {
      // a logger may not break the app, even when the app's own handler does
    }
  }
}

/** Adds a transport to `logger`, and to the logger itself, its children included, what the original put there: `logger.logAgent`. */
export const addLogAgentTransport = <L extends { add(transport: never): unknown }>(
  logger: L,
  options: SpoorTransportOptions = {},
): L & { logAgent: LogAgent } => {
  const transport = new SpoorTransport(options)
  logger.add(transport as never)
  return Object.assign(logger, { logAgent: transport.logAgent })
}

// an Error's message and stack are not enumerable: a plain copy would lose them
const copyOf = (info: Info): Formatted => {
  const { message, stack, cause } = info
  const copy: Formatted = { ...info, level: String(info.level), message }
  if (!(info instanceof Error)) return copy
  copy.stack = stack
  if (cause !== undefined) copy.cause = cause
  return copy
}
