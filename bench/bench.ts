// Bench: every figure of the service that has a target, measured on this machine, each peer in the same run.
//
//   npm run bench                     all of it, some minutes
//   node bench/bench.ts ingest ack    some parts of it
//
// Promises: nothing here is a constant but the targets; it does not judge, so it always ends with 0.
// The service runs on core 0, everything that asks it on core 1; the last line is the whole as JSON.
import { ack } from './ack.ts'
import { agents } from './agents.ts'
import { ask } from './ask.ts'
import { client } from './client.ts'
import { corpusOf } from './corpus.ts'
import { everyDialect } from './dialects.ts'
import { excerpt } from './excerpt.ts'
import { failures } from './failures.ts'
import { follow } from './follow.ts'
import { ingest, oneLine } from './ingest.ts'
import { canPin, load, machine, moveTo, type Probe, probeDisk, probeText } from './machine.ts'
import { memory } from './memory.ts'
import { pipeline, storedBytes } from './pipeline.ts'
import { redis } from './redis.ts'
import { regex } from './regex.ts'
import { s3 } from './s3.ts'
import { search } from './search.ts'
import { withFolder } from './service.ts'
import { slowDisk } from './slow-disk.ts'
import { printRows, type Row, verdictOf } from './table.ts'
import { tasks } from './tasks.ts'
import { templates } from './templates.ts'

const parts: Record<string, (lines: readonly string[]) => Promise<Row[]>> = {
  ingest,
  'slow-disk': slowDisk,
  'one-line': oneLine,
  ack,
  dialects: everyDialect,
  pipeline,
  search,
  ask,
  regex,
  failures,
  excerpt,
  follow,
  memory,
  client,
  templates,
  agents,
  tasks,
  redis,
  s3,
}

const main = async (names: readonly string[]): Promise<void> => {
  const { cpu, cores, usableCores, node } = machine()
  console.log(`${cpu}, ${cores} cores${canPin ? '' : `, ${usableCores} usable, NOTHING PINNED`}, Node ${node}`)
  const lines = corpusOf({ seed: 1 }, 100_000)
  const bytes = storedBytes(lines.slice(0, 100))
  const probe = () => withFolder(async (folder) => probeDisk(folder, bytes))
  const before = await probed('before', probe)
  const rows: (Row & { part: string; verdict: string })[] = []
  for (const name of names) {
    console.log(`\n${name}, load average ${load()}`)
    const measured = await outcome(parts[name]!(lines))
    printRows(measured)
    rows.push(...measured.map((row) => ({ part: name, ...row, verdict: verdictOf(row) })))
  }
  console.log()
  const after = await probed('after', probe)
  console.log(
    JSON.stringify({ ts: new Date().toISOString(), cpu, cores, node, load: load(), disk: { before, after }, rows }),
  )
}

const probed = async (when: string, probe: () => Promise<Probe>): Promise<Probe> => {
  const measured = await probe()
  console.log(`disk ${when}: ${probeText(measured)}`)
  return measured
}

// one part that cannot be measured costs no other
const outcome = async (measuring: Promise<Row[]>): Promise<Row[]> => {
  try {
    return await measuring
  } catch (error) {
    console.log('could not be measured:', error)
    return []
  }
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)
const unknown = names.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) console.log(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
else {
  moveTo('1')
  await main(names)
}
