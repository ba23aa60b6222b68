// spoor serve: the service in this process, until it is told to stop.
import { environmentOf, readConfig } from '../config.ts'
import { openHouse } from '../house.ts'
import { stderrLog } from '../log.ts'

/** Prints where it serves and how to begin; resolves when it was stopped. */
export const serve = async (): Promise<void> => {
  const config = readConfig(environmentOf(process.cwd(), process.env))
  const log = stderrLog()
  const house = await openHouse(config, log)
  const { url } = await house.listen()
  process.stdout.write(
    [
      `spoor serves on ${url}`,
      config.store === 'file' ? `data lies in ${config.dataDir}` : 'data lies in memory and goes with this process',
      `send a first line:  curl -d 'hello from me' ${url}/ingest`,
      '',
    ].join('\n'),
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await house.end()
}
