// Text: what an agent writes that is no JSON of its language: plain agents, and stderr of all of them.
// Promises: word by word, a record a line, escape sequences in place and marked; the end of it is kept in mind for the result.
import type { AgentLimits, Draft } from './dialect.ts'

export type PlainText = {
  draft(line: string, stream: 'stdout' | 'stderr'): Draft
  /** The last lines of a stream, as many as are kept in mind. */
  tail(stream: 'stdout' | 'stderr'): string
}

export const createPlainText = ({ maxTail }: AgentLimits): PlainText => {
  const tails = { stdout: createTail(maxTail), stderr: createTail(maxTail) }
  return {
    draft(line, stream) {
      tails[stream].add(line)
      const draft: Draft = { type: 'output', content: `${line}\n`, stream }
      return line.includes('\x1b') ? { ...draft, has_escapes: true } : draft
    },
    tail: (stream) => tails[stream].text(),
  }
}

const createTail = (maxChars: number) => {
  let lines: string[] = []
  let length = 0
  let first = 0
  return {
    add(line: string) {
      const kept = line.length > maxChars ? line.slice(-maxChars) : line
      lines.push(kept)
      length += kept.length + 1
      for (; length > maxChars && first < lines.length - 1; first++) length -= lines[first]!.length + 1
      // an array that only ever grows at its end, shortened now and then
      if (first > 1000) [lines, first] = [lines.slice(first), 0]
    },
    text: () => lines.slice(first).join('\n').replace(escapes, '').trim(),
  }
}

const escapes = /\x1b\[[0-9;?]*[A-Za-z]/g
