import { defineNetworkCollector, partial } from '../core/collector.ts'
import { databaseCatalogue } from '../facts/database-catalogue.ts'
import { CATALOGUES } from './support/catalogue/index.ts'
import { databaseTouches } from './support/database.ts'

export default defineNetworkCollector({
  fact: databaseCatalogue,
  type: 'database',
  needs: () => null,
  touches: ({ fields }) => databaseTouches(fields, CATALOGUES[fields.engine].statements),
  collect: async ({ network: { sql } }) => {
    const { statements, read } = CATALOGUES[sql.engine]
    const schema = await sql.schema()
    const { database } = await sql.connection()
    const answers = await sql.readOnce(statements.map((statement) => ({ statement, values: statement.parameters.map(() => schema) })))
    const { value, omitted } = read(answers, { database, schema })
    return partial(value, omitted)
  },
})
