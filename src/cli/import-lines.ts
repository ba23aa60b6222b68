// Import lines: the lines of a stored session, with those of its subagents, in the order of their times.
//
//   <session>.jsonl ──────────────────────┐
//   <session>/subagents/agent-<id>.jsonl ─┴─▶ by time ─▶ lines
//
// Promises: a line at a time, however large the files; gzip is seen by its first bytes; a line that has not been written to its end is told
//   as such.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { createLineSplitter } from '../intake/agents/lines.ts'
import { isObject, type JsonObject, parseJson } from '../intake/ingest/json.ts'
import { timeOf } from '../intake/ingest/time.ts'
import { CliError, exitCodes } from './failure.ts'

/** `value`: undefined when it is no JSON object; `error` then says why. `atMs`: its own time, else that of the line before, else the file's.
 *  `isOpen`: no line break stands behind it. */
export type StoredLine = {
  text: string
  value?: JsonObject
  error?: string
  atMs: number
  file: string
  number: number
  isOpen: boolean
}

// a picture in a transcript is one line of some megabytes
const maxLineChars = 64 << 20

/** `path`: `-` is stdin. Errors: CliError (usage). */
export async function* storedLines(path: string): AsyncGenerator<StoredLine> {
  if (path === '-') return yield* linesOf(process.stdin, 'stdin', Date.now())
  const readers = await Promise.all([path, ...(await subagentsOf(path))].map(linesIn))
  const heads = await Promise.all(readers.map((reader) => reader.next()))
  for (;;) {
    let first = -1
    for (const [i, head] of heads.entries()) {
      if (!head.done && (first < 0 || head.value.atMs < (heads[first]!.value as StoredLine).atMs)) first = i
    }
    if (first < 0) return
    yield heads[first]!.value as StoredLine
    heads[first] = await readers[first]!.next()
  }
}

const subagentsOf = async (path: string): Promise<string[]> => {
  const folder = join(path.replace(/\.jsonl(?:\.gz)?$/, ''), 'subagents')
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => /\.jsonl(?:\.gz)?$/.test(name))
      .toSorted()
      .map((name) => join(folder, name))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return []
    throw unreadable(folder, error)
  }
}

const linesIn = async (path: string): Promise<AsyncGenerator<StoredLine>> => {
  try {
    const about = await stat(path)
    if (about.isDirectory()) throw new CliError(exitCodes.usage, `${path} is a folder`, 'name a file of it')
    return linesOf(createReadStream(path), basename(path), about.mtimeMs)
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(path, error)
  }
}

const unreadable = (path: string, error: unknown) =>
  new CliError(exitCodes.usage, `${path} cannot be read: ${(error as Error).message}`, '', error)

async function* linesOf(bytes: Readable, file: string, fileMs: number): AsyncGenerator<StoredLine> {
  const splitter = createLineSplitter(maxLineChars)
  let [number, atMs] = [0, 0]
  const lineOf = (text: string, isOpen: boolean): StoredLine => {
    const { value, error } = parseJson(text)
    const object = isObject(value) ? value : undefined
    const said = object?.timestamp
    const time = typeof said === 'string' || typeof said === 'number' ? timeOf(said) : undefined
    atMs = time === undefined ? atMs || fileMs : Date.parse(time)
    number++
    return { text, ...(object ? { value: object } : { error: error ?? 'it is no object' }), atMs, file, number, isOpen }
  }
  try {
    for await (const chunk of inflated(bytes)) for (const text of splitter.push(chunk)) yield lineOf(text, false)
  } catch (error) {
    throw unreadable(file, error)
  }
  for (const text of splitter.end()) yield lineOf(text, true)
}

async function* inflated(bytes: Readable): AsyncGenerator<Buffer> {
  let isGzip = false
  for await (const first of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    isGzip = first[0] === 0x1f && first[1] === 0x8b
    bytes.unshift(first)
    break
  }
  if (!isGzip) return yield* bytes as AsyncIterable<Buffer>
  const through = createGunzip()
  bytes.once('error', (error) => through.destroy(error))
  yield* bytes.pipe(through) as AsyncIterable<Buffer>
}
