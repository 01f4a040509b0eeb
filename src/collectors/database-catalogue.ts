import { defineNetworkCollector } from '../core/collector.ts'
import { databaseCatalogue } from '../facts/database-catalogue.ts'
import { CATALOGUES } from './support/catalogue/index.ts'
import { readCatalogue } from './support/catalogue/read.ts'
import { databaseTouches } from './support/database.ts'

export default defineNetworkCollector({
  fact: databaseCatalogue,
  type: 'database',
  needs: () => null,
  touches: ({ fields }) => databaseTouches(fields, CATALOGUES[fields.engine].statements),
  collect: ({ network: { sql } }) => readCatalogue(sql),
})
