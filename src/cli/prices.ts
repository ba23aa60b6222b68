// Prices: the owner's table of what models cost, for agents that don't say what they spent.
import { hash } from 'node:crypto'
import { SpoorError } from '../errors.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { readSettings } from '../settings.ts'
import { CliError, exitCodes } from './failure.ts'

/** Empty when there is no such file. Its version names its rows: costs of the same version are by the same prices. */
export const pricesIn = (file: string): PriceTable => {
  const { prices } = settingsIn(file)?.ask ?? { prices: {} }
  return { version: hash('sha256', JSON.stringify(prices), 'hex').slice(0, 12), prices }
}

const settingsIn = (file: string) => {
  try {
    return readSettings(file)
  } catch (error) {
    if (!(error instanceof SpoorError)) throw error
    throw new CliError(exitCodes.usage, error.message, error.hint, error)
  }
}
