// Fold: a stream as one readable object, beside its parts: Markdown for a workflow, JSON lines for anything else.
// Promises: never a mix of two folds; losing a race is harmless, the parts are the truth.
// Leaves to others: when (tidy.ts).
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '../../errors.ts'
import { decodeRecord } from '../../record/record.ts'
import { escapeControls } from '../../render/escape.ts'
import { renderLine } from '../../render/line.ts'
import type { Cursor } from '../store.ts'
import type { Words } from './client.ts'
import type { Conditions } from './probe.ts'
import type { S3Stream } from './stream.ts'
import { swap } from './swap.ts'

export type FoldOptions = { words: Words; conditions: Conditions; stream: S3Stream; baseMs: number }

const maxTries = 3
const pageSize = 5000

/** Errors: STORE_UNAVAILABLE, also when others folded at the same moment three times. */
export const fold = async (name: string, key: string, options: FoldOptions): Promise<void> => {
  const { words, conditions, stream, baseMs } = options
  for (let tried = 0; tried < maxTries; tried++) {
    const etag = await etagOf(words, key)
    const text = await textOf(name, key, stream)
    if ((await swap(words, conditions, key, Buffer.from(text), etag)) !== undefined) return
    await sleep(Math.random() * baseMs * 2 ** tried)
  }
  throw fail('STORE_UNAVAILABLE', { reason: `others fold ${name} at the same time` })
}

// looked up by listing, which does not move the fold itself
const etagOf = async (words: Words, key: string): Promise<string | undefined> => {
  for await (const listed of words.list(key)) if (listed.key === key) return listed.etag
  return undefined
}

const textOf = async (name: string, key: string, stream: S3Stream): Promise<string> => {
  const isMarkdown = key.endsWith('.md')
  const texts = isMarkdown ? [`# ${name}\n\n`] : []
  for (let after: Cursor | undefined; ; ) {
    const { entries, next, upToDate } = await stream.read({ after }, pageSize)
    for (const { line } of entries) texts.push(isMarkdown ? `${readable(line)}\n` : `${line}\n`)
    if (upToDate) return texts.join('')
    after = next
  }
}

// what was written by other hands may be no record
const readable = (line: string): string => {
  try {
    const record = decodeRecord(line)
    return `${record.ts} ${renderLine(record)}`
  } catch {
    return escapeControls(line)
  }
}
