// spoor fingerprint: stdin to the group id of each line, so that lines of one kind can be folded, counted, or told from new ones.
//
//   stdin ─▶ cut.ts: lines ─▶ hold.ts: grouped, held back a moment ─▶ stdout, one id a line
//
// Promises: as many ids as lines, in their order, whatever the lines are; no service is asked, nothing is kept; memory is bounded.
// Leaves to others: what a group is (templates/).
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { createCutter, maxLineBytes } from './cut.ts'
import { createHold, type Hold } from './hold.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'

const bounds = { maxTemplates: 20_000, maxKeys: 250_000, maxSources: 1 }

/** Ids wait for lines that may merge their groups: so many of them, and no longer than this with no new line, or at all. */
const maxHeld = 5000
const quietMs = 200
const maxMs = 1000

export const addFingerprint = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('fingerprint')
    .helpGroup('Read:')
    .summary('print a group id for each line of stdin')
    .description(
      'Prints one id for each line of stdin: lines that differ only in times, numbers, names and other values have the same. ' +
        'Works without the service, for every kind of log. --json adds the text that the lines of the group share.',
    )
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor fingerprint < app.log | sort | uniq -c | sort -rn       how many lines of each kind',
        '  spoor fingerprint < app.log | paste - app.log                 each line behind its group',
        '  spoor fingerprint --json < app.log | jq -r .template | sort -u  what kinds there are',
      ].join('\n'),
    )
    .action((_: object, command: Command) => fingerprint(openSession(command, readSettings)))
}

const fingerprint = async (session: Session): Promise<void> => {
  // only here: the other commands start without it
  const { createMiner } = await import('../templates/miner.ts')
  const miner = createMiner(bounds)
  const show = (id: string) =>
    session.isJson ? `${JSON.stringify({ group: id, template: miner.template(id) })}\n` : `${id}\n`
  const hold = createHold(miner, maxHeld)
  await printAll(hold, async (ids) => session.print(ids.map(show).join('')))
  if (miner.stats().forgotten > 0)
    session.warn(
      'these are more kinds of lines than are remembered; lines of one kind that lie far apart may have two ids',
    )
}

const printAll = async (hold: Hold, print: (ids: string[]) => Promise<void>): Promise<void> => {
  const cutter = createCutter(maxLineBytes)
  const chunks = (process.stdin as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  let reading = chunks.next()
  let sinceMs = 0
  for (;;) {
    const got = hold.count === 0 ? await reading : await unlessQuiet(reading)
    if (got?.done) break
    if (got !== undefined) {
      if (hold.count === 0) sinceMs = performance.now()
      cutter.push(got.value)
      reading = chunks.next()
      await print(hold.add(cutter.take()))
    }
    if (got === undefined || performance.now() - sinceMs >= maxMs) await print(hold.all())
  }
  cutter.end()
  await print(hold.add(cutter.take()))
  await print(hold.all())
}

/** What comes first: more input, or undefined when nothing came for a while. */
const unlessQuiet = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  const stop = new AbortController()
  try {
    return await Promise.race([reading, pause(quietMs, undefined, { signal: stop.signal })])
  } finally {
    stop.abort()
  }
}
