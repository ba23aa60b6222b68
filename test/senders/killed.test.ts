// The service is killed while our transports send, as docs/senders.md sets them up: what they promise to send again arrives once.
// What syslog-ng does then: syslog-ng.test.ts.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { killed } from './killed.ts'
import { nodeApp } from './node-app.ts'
import { blockOf } from './page.ts'
import { openStage, write } from './stage.ts'

const stage = await openStage()
after(stage.stop)
const app = nodeApp(stage)
after(app.remove)

// the lines of the block that log something are replaced by this: numbers, until stdin ends
const counting = `
import { setTimeout as pause } from 'node:timers/promises'
let isEnded = false
process.stdin.on('end', () => { isEnded = true }).resume()
let n = 0
for (; !isEnded; n++) {
  logger.info('line ' + n)
  if (n % 2 === 0) await pause(5)
}
console.log(n)
`

for (const name of ['winston', 'pino']) {
  test(`${name} with our transport: the service is killed twice while it sends; each line arrives once, in order`, async () => {
    await stage.begin(name)
    const script = blockOf(name).replaceAll(/^logger\..*\n/gm, '')
    const file = write(app.folder, `${name}.js`, script + counting)
    const child = spawn(process.execPath, [file], { env: stage.env, stdio: 'pipe' })
    const [printed, complaints] = [text(child.stdout), text(child.stderr)]
    const exited = once(child, 'exit')
    try {
      for (let kills = 0; kills < 2; kills++) await killed(stage, name)
    } finally {
      child.stdin.end()
    }
    assert.deepEqual(await exited, [0, null], await complaints)
    const kept = await stage.kept(name)
    assert.deepEqual(
      kept.map(({ source, message }) => [source, message]),
      Array.from({ length: Number(await printed) }, (_, n) => ['web', `line ${n}`]),
    )
  })
}
