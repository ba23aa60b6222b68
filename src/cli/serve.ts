// spoor serve: the service in this process, until it is told to stop.
import { type Config, environmentOf, readConfig } from '../config.ts'
import { type House, openHouse } from '../house.ts'
import { stderrLog } from '../log.ts'
import { CliError, exitCodes } from './failure.ts'

/** Prints where it serves and how to begin; resolves when it was stopped. */
export const serve = async (): Promise<void> => {
  const config = configOf()
  const house = await openHouse(config, stderrLog())
  const { url } = await listening(house, config)
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

/** Builds the whole service and takes it down again without opening its port: throws what a start would throw. */
export const rehearse = async (): Promise<void> => {
  const quiet = () => undefined
  const house = await openHouse(configOf(), { info: quiet, warn: quiet, error: quiet })
  await house.end()
}

const configOf = (): Config => {
  try {
    return readConfig(environmentOf(process.cwd(), process.env))
  } catch (error) {
    throw new CliError(exitCodes.usage, (error as Error).message, 'every setting is listed in docs/config.md', error)
  }
}

const listening = async (house: House, { host, port }: Config): Promise<{ url: string }> => {
  try {
    return await house.listen()
  } catch (error) {
    await house.end()
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    const hint = 'is spoor running already? see: spoor doctor; or take another port: SPOOR_PORT'
    throw new CliError(exitCodes.error, `port ${port} of ${host} is in use`, hint, error)
  }
}
