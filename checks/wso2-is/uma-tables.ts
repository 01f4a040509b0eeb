import { catalogueNames, databaseCatalogue, defineCheck, fail, own, pass, undetermined, type DatabaseCatalogue } from '../../src/api.ts'
import { hasIdentityTables, isOfApiManager, wrongSchema } from './data/identity-catalogue.ts'
import { UMA_TABLES } from './data/uma-schema.ts'

export default defineCheck({
  id: 'wso2-is/uma-tables',
  title: 'The IDN_UMA tables are all there or none, as the product has them',
  why: 'The UMA script fails or destroys rows where some of its tables exist, and the migration alters a table that must exist by then',
  remedy: 'Find out what made the tables that are there, and have them removed or completed by whoever owns the database before the script is run',
  references: [
    { title: 'WSO2 IS as Key Manager 5.7.0 to IS 5.11.0', section: 'Step A: create the UMA tables' },
    { title: 'carbon-apimgt v6.4.50, dbscripts', section: 'no IDN_UMA table in any dialect' },
  ],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { 'pre-upgrade': 'blocker' },
  // A catalogue that was read in part may have left out the very table that is there.
  quantifier: 'whole',
  facts: { catalogue: own(databaseCatalogue) },
  messages: {
    halfMade: '{count} of the six UMA tables are there ({present}); missing: {missing}',
    alreadyThere: 'the database of API-M has all six UMA tables, where 2.6.0 has none: the script has been run, and must not run again',
    noneThere: 'none of the six UMA tables is there, where the database of IS 5.7.0 has all',
    standIn: '{table} is taken by {what}',
    scriptNotNeeded: 'the database of IS 5.7.0 has all six UMA tables: the UMA script must not be run',
  },
  traps: {
    'api-manager': "API-M 2.6.0's database has none: the script is to be run",
    'identity-server': 'a plain identity database of IS 5.7.0 has all six: the script must not be run',
    'half-made': '1 to 5 tables are never right',
    'already-run': 'all six in a database of API-M: the script has been run before',
    'folded-names': 'the engine stores the names in lower case',
    'other-case': 'a name in other letters is another name where the engine compares exactly',
    view: 'a view in the place of a table is none (FAULTS D19)',
    synonym: 'a synonym in the place of a table is none (FAULTS D19)',
    'wrong-schema': 'a schema without any identity table has no UMA tables, and that says nothing',
  },
  evaluate: ({ facts: { catalogue }, finding }) => {
    if (!hasIdentityTables(catalogue)) return undetermined('missing-evidence', wrongSchema(catalogue))
    const standIns = standInsIn(catalogue)
    if (standIns.length > 0)
      return fail(standIns.map(({ table, what }) => finding('standIn', { table, what }, { subject: table, location: { table } })))
    const present = presentIn(catalogue)
    const missing = UMA_TABLES.filter((name) => !present.includes(name))
    const apiManager = isOfApiManager(catalogue)
    const subject = 'IDN_UMA_*'
    if (present.length > 0 && missing.length > 0) {
      const data = { count: present.length, present: present.join(', '), missing: missing.join(', ') }
      return fail([finding('halfMade', data, { subject, expected: apiManager ? 'none' : '6 tables', actual: `${present.length} tables` })])
    }
    if (apiManager)
      return present.length === 0
        ? pass(`${catalogue.schema} is of API-M and has no UMA table: the script can make all six`)
        : fail(
            [finding('alreadyThere', {}, { subject, severity: 'high', expected: 'none', actual: '6 tables' })],
            'Do not run the UMA script again: on PostgreSQL it empties two tables. Audit with the phase staged whether the schema is whole',
          )
    return present.length === 0
      ? fail(
          [finding('noneThere', {}, { subject, expected: '6 tables', actual: 'none' })],
          'Run the UMA script of the guide before the migration: its step 5.8.0 alters IDN_UMA_PERMISSION_TICKET and fails without it',
        )
      : pass(`${catalogue.schema} has the six UMA tables of IS 5.7.0`, [finding('scriptNotNeeded', {}, { subject, severity: 'info' })])
  },
})

const presentIn = ({ folding, tables }: DatabaseCatalogue): readonly string[] => {
  const names = catalogueNames(folding)
  const stored = new Set(tables.map(({ name }) => names.storedTable(name)))
  return UMA_TABLES.filter((name) => stored.has(names.table(name)))
}

/** What takes a table's name, or looks as if it did, without being the table. */
const standInsIn = ({ folding, tables, others }: DatabaseCatalogue): readonly { readonly table: string; readonly what: string }[] => {
  const names = catalogueNames(folding)
  return UMA_TABLES.flatMap((name) =>
    [
      ...tables.flatMap((table) => {
        if (table.name.toLowerCase() !== name.toLowerCase()) return []
        if (names.storedTable(table.name) !== names.table(name)) return [`"${table.name}", which is another name to this engine`]
        return table.kind === 'table' ? [] : [table.kind === 'view' ? 'a view' : 'a table of another kind']
      }),
      ...others.flatMap((other) => (names.storedTable(other.name) === names.table(name) ? [`a ${other.kind.toLowerCase()}`] : [])),
    ].map((what) => ({ table: name, what })),
  )
}
