// Pino transport: a logger's lines to Spoor, without depending on pino. In pino's worker thread:
//   `pino.transport({ target: '@spoor/client/pino', options })`, or in the app's own: `pino({}, spoorPino(options))`.
// Promises: it never emits 'error', which would end the process; what the worker was given before the process ends is delivered or
//   spooled before pino lets it end (pino waits 10 s at most).
// Leaves to others: what a line says (pino-line.ts), everything behind the queue (client.ts). What pino expects of a transport is
//   thread-stream 4's contract: a Writable, `flush`, and 'close' when all is done.
import { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { parentPort, workerData } from 'node:worker_threads'
import type { Client } from './client.ts'
import { createClient } from './node.ts'
import type { ClientOptions } from './options.ts'
import type { FlushResult } from './outbox.ts'
import { entryOfLine, type PinoConfig, standardConfig } from './pino-line.ts'

export interface SpoorPino extends Writable {
  /** Reading and managing go through it, and `setRunId`. */
  readonly client: Client
  /** Sends at once; see `Client.flush`. `done` is called without arguments when it has ended. */
  flush(done?: () => void): Promise<FlushResult>
}

/** A stream for pino, or for any NDJSON. Its `end()` delivers what was logged. */
export const spoorPino = (options: ClientOptions = {}): SpoorPino => {
  const config = { ...standardConfig }
  const stream = streamOf(options, config)
  // pino tells its stream as it would tell its worker
  stream.on('message', (told: Told) => hear(told, config))
  return stream
}

/** What pino's worker calls. */
export default async (options: ClientOptions = {}): Promise<SpoorPino> => {
  const config = { ...standardConfig }
  await hearParent(config)
  return streamOf(options, config)
}

// longer than this no line without a newline may grow: what comes so is not pino's
const maxRest = 8_388_608

const streamOf = (options: ClientOptions, config: PinoConfig): SpoorPino => {
  const client = createClient(options)
  const decoder = new StringDecoder('utf8')
  let rest = ''

  const take = (text: string) => {
    // lines of one write are nearly always whole: then nothing is copied
    const end = text.lastIndexOf('\n')
    if (end < 0) rest += text
    else {
      takeLines(rest + text.slice(0, end))
      rest = text.slice(end + 1)
    }
    if (rest.length > maxRest) takeRest()
  }
  const takeLines = (text: string) => {
    for (const line of text.split('\n')) {
      const entry = entryOfLine(line, config)
      if (entry) client.log(entry)
    }
  }
  const takeRest = () => {
    const text = rest
    rest = ''
    takeLines(text)
  }

  const stream = new Writable({
    decodeStrings: false,
    write(piece: string | Buffer, _encoding, done) {
      take(typeof piece === 'string' ? piece : decoder.write(piece))
      done()
    },
    final(done) {
      takeRest()
      // the app's thread stands still until this has ended: not the 5 s of a close that nobody waits for
      void client.close(options.exitTimeoutMs ?? 2_000).then(() => done())
    },
  })
  return Object.assign(stream, {
    client,
    async flush(done?: () => void) {
      const result = await client.flush()
      done?.()
      return result
    },
  })
}

type Told = {
  code?: string
  config?: { levels?: { labels?: PinoConfig['levels'] }; messageKey?: string; errorKey?: string }
}

/** Whether it was what pino says about its keys and levels. */
const hear = ({ code, config: told }: Told, config: PinoConfig): boolean => {
  if (code !== 'PINO_CONFIG') return false
  config.levels = { ...config.levels, ...told?.levels?.labels }
  config.messageKey = told?.messageKey ?? config.messageKey
  config.errorKey = told?.errorKey ?? config.errorKey
  return true
}

// a logger over a multistream never says it
const longestWaitMs = 250

/** pino posts it to the worker before the first line, but by another way than lines: resolves when it came, or soon. */
const hearParent = (config: PinoConfig): Promise<void> => {
  const port = parentPort
  if (!port || workerData?.workerData?.pinoWillSendConfig !== true) return Promise.resolve()
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, longestWaitMs)
    const listen = (told: Told) => {
      if (!hear(told, config)) return
      port.off('message', listen)
      clearTimeout(limit)
      resolve()
    }
    port.on('message', listen)
  })
}
