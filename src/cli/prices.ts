// Prices: the owner's table of what models cost, for agents that don't say what they spent.
import { SpoorError } from '../errors.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { priceTable } from '../intake/agents/price-table.ts'
import { readSettings } from '../settings.ts'
import { CliError, exitCodes } from './failure.ts'

/** Empty when there is no such file. Errors: CliError (usage). */
export const pricesIn = (file: string): PriceTable => priceTable(settingsIn(file)?.ask.prices ?? {})

const settingsIn = (file: string) => {
  try {
    return readSettings(file)
  } catch (error) {
    if (!(error instanceof SpoorError)) throw error
    throw new CliError(exitCodes.usage, error.message, error.hint, error)
  }
}
