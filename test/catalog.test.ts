// Every implementation of the catalog, same suite.
import { openCatalog } from '../src/catalog/open.ts'
import { createFaults } from '../src/lib/faults.ts'
import { catalogContract } from './catalog-contract.ts'
import { modelCatalog } from './catalog-model.ts'

catalogContract('model', async () => modelCatalog())
catalogContract('sqlite', async () =>
  openCatalog({ path: ':memory:', busyMs: 1000, faults: createFaults(() => {}), now: Date.now }),
)
