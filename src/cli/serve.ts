// spoor serve: the service in this process, until it is told to stop. spoor worker: only what looks at runs, beside a service or several.
import { type Config, environmentOf, readConfig } from '../config/config.ts'
import { type House, openHouse, type Placed } from '../house.ts'
import { stderrLog } from '../log.ts'
import { families } from '../record/names.ts'
import { CliError, exitCodes } from './failure.ts'

/** Prints where it serves and how to begin; resolves when it was stopped. */
export const serve = async (): Promise<void> => {
  const config = configOf()
  const house = await openHouse(config, stderrLog())
  const { url } = await listening(house, config)
  process.stdout.write(
    [
      `spoor serves on ${url}`,
      ...greetingOf(house.places()),
      `send a first line:  curl -d 'hello from me' ${url}/ingest`,
      '',
    ].join('\n'),
  )
  await toldToStop()
  await house.end()
}

/** Takes its share of the runs that BullMQ says have news; resolves when it was stopped. */
export const work = async (): Promise<void> => {
  const config = configOf()
  if (config.kinds.run !== 'redis') {
    const hint = 'a service without Redis looks at its runs by itself; set REDIS_URL for both'
    throw new CliError(exitCodes.usage, 'a worker shares runs with others through Redis', hint)
  }
  const house = await openHouse({ ...config, kinds: withoutFiles(config.kinds), analysis: true }, stderrLog())
  process.stdout.write(`spoor looks at runs in ${house.places().find(({ kind }) => kind === 'redis')!.where}\n`)
  house.begin()
  await toldToStop()
  await house.end()
}

const toldToStop = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

/** The folder belongs to one process, the service. */
const withoutFiles = (kinds: Config['kinds']): Config['kinds'] => {
  const others = { ...kinds }
  for (const family of families) if (others[family] === 'file') others[family] = 'memory'
  return others
}

const greetingOf = (places: Placed[]): string[] =>
  places.map(({ families, where, durability }) => {
    return `${places.length === 1 ? 'data lies' : `streams of ${families.join(', ')} lie`} in ${where}: ${durability}`
  })

/** Builds the whole service and takes it down again without opening its port: where its streams would lie, and whether that works.
 *  Without files, those that would lie in files are left out. Throws what a start would throw. */
export const rehearse = async ({ withFiles }: { withFiles: boolean }): Promise<Placed[]> => {
  const quiet = () => undefined
  const config = configOf()
  const kinds = withFiles ? config.kinds : withoutFiles(config.kinds)
  const house = await openHouse(
    { ...config, kinds, analysis: false },
    { info: quiet, warn: quiet, error: quiet },
    withFiles ? {} : { catalogPath: ':memory:' },
  )
  try {
    return (await house.check()).filter(({ kind }) => withFiles || kind !== 'memory')
  } finally {
    await house.end()
  }
}

const configOf = (): Config => {
  const env = environmentOf(process.cwd(), process.env)
  // the AWS SDK reads its own variables from the process, where those of .env files are not
  for (const name of Object.keys(env)) if (name.startsWith('AWS_')) process.env[name] ??= env[name]
  try {
    return readConfig(env)
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
