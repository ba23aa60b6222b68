// Price table: the owner's prices with a name for this state of them.
import type { Prices } from '../../lib/price.ts'
import { digest } from './call.ts'
import type { PriceTable } from './dialect.ts'

/** Costs of the same version are by the same prices. */
export const priceTable = (prices: Prices): PriceTable => ({
  version: digest(JSON.stringify(prices)).slice(0, 12),
  prices,
})
