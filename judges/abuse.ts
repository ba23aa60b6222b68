// The abuse judge: the real service in a process of its own, and callers who ask too much of it, too slowly, or never read.
//
//   node judges/abuse.ts [--part burst] [--size short|long]
//
// Oracle: each part's own, in the head of its file. Prints one line of JSON a part; ends with 1 when anything is wrong.
import { parseArgs } from 'node:util'
import { bombs } from './abuse-bombs.ts'
import { burst } from './abuse-burst.ts'
import { connections } from './abuse-connections.ts'
import { slow } from './abuse-slow.ts'
import { stalled } from './abuse-stalled.ts'
import { tiny } from './abuse-tiny.ts'
import type { Size, Verdict } from './abuse-verdict.ts'

export const parts: Record<string, (size: Size) => Promise<Verdict>> = {
  burst,
  connections,
  slow,
  stalled,
  bombs,
  tiny,
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { part: { type: 'string' }, size: { type: 'string', default: 'long' } } })
  const { part, size } = values
  if (part !== undefined && !(part in parts)) throw new Error(`--part takes one of ${Object.keys(parts).join(', ')}`)
  if (size !== 'short' && size !== 'long') throw new Error('--size takes short or long')
  for (const name of part === undefined ? Object.keys(parts) : [part]) {
    const begunMs = performance.now()
    const { wrong, figures } = await parts[name]!(size)
    for (const sentence of wrong.slice(0, 10)) console.error(`${name}: ${sentence}`)
    const seconds = Math.round((performance.now() - begunMs) / 1000)
    console.log(JSON.stringify({ part: name, size, ...figures, seconds, wrong: wrong.length }))
    if (wrong.length > 0) process.exitCode = 1
  }
}
