import type { CatalogueTable, DatabaseCatalogue, UmaScriptRehearsal } from '../../../src/api.ts'
import type { Engine } from '../../../src/core/sql.ts'
import { endsAtFailure, rehearsed, touchedOf, type Statement } from '../../../src/derived/script-rehearsal/rehearse.ts'
import { umaScript } from '../../../src/derived/script-rehearsal/uma-script.ts'
import type { World } from '../../../src/derived/script-rehearsal/world.ts'
import { foldedName } from '../../../src/formats/sql-ddl/tokens.ts'
import { blankTable, FOLDINGS } from '../blank-catalogue.ts'

export const indexOf = (name: string, column: string): CatalogueTable['indexes'][number] => ({
  name,
  unique: false,
  columns: [{ name: column, expression: null, prefix: null, descending: false }],
  condition: null,
  valid: true,
  madeFor: null,
})

/** What a MySQL 5.7 with settings that the script gets along with starts a session with. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['version', '5.7.29'],
  ['sql_mode', 'STRICT_TRANS_TABLES'],
  ['explicit_defaults_for_timestamp', 'ON'],
  ['default_storage_engine', 'InnoDB'],
  ['innodb_default_row_format', 'dynamic'],
  ['innodb_large_prefix', 'ON'],
  ['innodb_page_size', '16384'],
  ['foreign_key_checks', 'ON'],
]

/** A database of API-M, or of IS alone, without any UMA table. */
export const worldOf = (
  engine: Engine,
  { settings = {}, apiManager = true }: { readonly settings?: Readonly<Record<string, string>>; readonly apiManager?: boolean } = {},
): World => ({
  catalogue: {
    engine,
    database: 'amdb',
    schema: engine === 'mssql' ? 'dbo' : foldedName(engine, 'AMDB'),
    folding: FOLDINGS[engine],
    tables: ['IDN_BASE_TABLE', 'IDN_OAUTH_CONSUMER_APPS', 'IDN_OAUTH2_ACCESS_TOKEN', 'SP_APP', ...(apiManager ? ['AM_API'] : [])].map((name) =>
      blankTable(foldedName(engine, name)),
    ),
    sequences: [],
    others: [],
  },
  rights: null,
  settings: new Map([...SETTINGS, ...Object.entries(settings)]),
  characterSet: 'utf8mb4',
  collation: 'utf8mb4_general_ci',
  rowFormats: new Map(),
  foreign: new Set(),
  unreferable: new Set(),
  dependents: [],
  belongs: new Map(),
})

/** The source's script by our description, of some tables only when they are given. */
export const scriptOf = (engine: Engine, tables?: readonly string[]): readonly Statement[] =>
  umaScript(engine)
    .filter(
      (operation) =>
        tables === undefined ||
        tables.some(
          (table) => ('table' in operation && operation.table === table) || ('sequence' in operation && operation.sequence === `${table}_seq`),
        ),
    )
    .map((operation) => ({ operation, line: null, column: null }))

/** What is there when a script has run. */
export const after = (world: World, script: readonly Statement[]): World => {
  const run = rehearsed(world, script)
  if (run.after === null) throw new Error('the script of the test is not modelled')
  return run.after
}

export const withTables = (world: World, ...tables: readonly CatalogueTable[]): World => ({
  ...world,
  catalogue: { ...world.catalogue, tables: [...world.catalogue.tables, ...tables] },
})

/** Both facts of the check, for a script that meets a world. */
export const factsOf = (
  world: World,
  {
    script = scriptOf(world.catalogue.engine),
    rows = [],
    path = null,
  }: { readonly script?: readonly Statement[]; readonly rows?: UmaScriptRehearsal['rows']; readonly path?: string | null } = {},
): { readonly catalogue: DatabaseCatalogue; readonly rehearsal: UmaScriptRehearsal } => {
  const { statements, after: end, touched } = rehearsed(world, script)
  const { engine, schema } = world.catalogue
  return {
    catalogue: world.catalogue,
    rehearsal: {
      engine,
      schema,
      user: 'auditor',
      script: path,
      endsAtFailure: endsAtFailure(engine),
      statements,
      rows,
      predicted: end === null ? null : touchedOf(end.catalogue, touched),
    },
  }
}
