// An app with winston, as a process of its own: `node app.ts <way to end> <url> <spool folder> <first message> <count>`.
import winston from 'winston'
import { SpoorTransport } from '../winston.ts'

const [way, url, spoolDir, prefix, count] = process.argv.slice(2)
const transport = new SpoorTransport({
  url: url!,
  spoolDir: spoolDir!,
  source: 'app',
  retryBaseMs: 5,
  onError: () => undefined,
})
const logger = winston.createLogger({ transports: [transport] })
for (let i = 0; i < Number(count); i++) logger.info(`${prefix}${i}`)

if (way === 'exit at once') process.exit(3)
if (way === 'exit later') setTimeout(() => process.exit(3), 1)
if (way === 'end') logger.end()
if (way === 'close') {
  logger.close()
  console.log(JSON.stringify(await transport.flush()))
}
if (way === 'throw') throw new Error('unexpected')
