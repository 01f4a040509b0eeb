import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Engine } from '../src/core/sql.ts'
import { fromMariadb, fromPostgres } from './support/catalogue-dumps.ts'
import { linesOf, type Table } from './support/expected-lines.ts'
import { fromScripts, type Scripts } from './support/vendor-scripts.ts'

/**
 * Writes checks/wso2-is/data/schemas from the data that stand beside facts/wso2.md §3: what the vendor's scripts create, and catalogues of schemas that
 * were really loaded and migrated. Run: node scripts/expected-schemas.ts DIRECTORY-OF-THE-DATA. The data are not part of the project, the output is.
 */
const [data] = process.argv.slice(2)
if (data === undefined) throw new Error('name the directory of the data: static_schema.json, pg_am260.txt, …')

const out = join(dirname(dirname(fileURLToPath(import.meta.url))), 'checks/wso2-is/data/schemas')
const read = (name: string): string => readFileSync(join(data, name), 'utf8')
// The file's shape is that of the scripts' own data.
const scripts = JSON.parse(read('static_schema.json')) as Scripts

const isIdentityName = (name: string): boolean => !/^(?:AM_|IDN_UMA_|UM_|REG_)/.test(name)
const isUmaName = (name: string): boolean => name.startsWith('IDN_UMA_')
const isIdentity = ({ name }: Table): boolean => isIdentityName(name)
const isUma = ({ name }: Table): boolean => isUmaName(name)

/** What the Java of ScopeDataMigrator adds (facts/wso2.md §3.4, 5.10.0), which the loaded catalogue of PostgreSQL has not seen: only SQL was run there. */
const withScopeType = (tables: readonly Table[]): readonly Table[] =>
  tables.map((table) =>
    table.name !== 'IDN_OAUTH2_SCOPE' || table.columns.some(({ name }) => name === 'SCOPE_TYPE')
      ? table
      : {
          ...table,
          columns: [...table.columns, { name: 'SCOPE_TYPE', type: 'varchar(255)', required: true, generated: '', defaults: ["'OAUTH2'"] }],
        },
  )

/** The one column of the UMA tables that the migration adds; the catalogue of MariaDB is of after it. */
const withoutTokenId = (tables: readonly Table[]): readonly Table[] =>
  tables.map((table) => ({ ...table, columns: table.columns.filter(({ name }) => name !== 'TOKEN_ID') }))

/** Indexes that API-M's own script has beside those of IS; the migration leaves them. */
const ofApiManager = (engine: 'mssql' | 'oracle' | 'db2', tables: readonly Table[]): readonly Table[] => {
  const before = fromScripts(engine, scripts, 'am260').filter(isIdentity)
  const plain = fromScripts(engine, scripts, 'is570_identity')
  const consent = before.filter(({ name }) => name.startsWith('CM_'))
  const own = (name: string) => {
    const known = new Set(plain.find((table) => table.name === name)?.indexes)
    return before.find((table) => table.name === name)?.indexes.filter((index) => !known.has(index)) ?? []
  }
  return [...tables.map((table) => ({ ...table, indexes: [...table.indexes, ...own(table.name)] })), ...consent]
}

/**
 * The scripts' data hold what CREATE TABLE says, not what ALTER TABLE adds: keys of SP_* and CM_* on Oracle and Db2, of IDN_CONFIG_* on SQL Server and Db2.
 * They are taken from the loaded catalogue of PostgreSQL, with which the loaded ones of MariaDB agree. What SQL Server does on delete is then not known.
 */
const withPostgres = (postgres: readonly Table[], rest: Omit<Record<Engine, readonly Table[]>, 'postgres'>): Record<Engine, readonly Table[]> => {
  const completed = (tables: readonly Table[], pattern: RegExp, rule: (key: string) => string): readonly Table[] =>
    tables.map((table) => {
      const model = pattern.test(table.name) ? postgres.find(({ name }) => name === table.name) : undefined
      return {
        ...table,
        uniques: [...new Set([...table.uniques, ...(model?.uniques ?? [])])],
        foreignKeys: [...new Set([...table.foreignKeys, ...(model?.foreignKeys ?? []).map(rule)])],
      }
    })
  const same = (key: string): string => key
  return {
    postgres,
    mysql: rest.mysql,
    mssql: completed(rest.mssql, /^IDN_CONFIG_/, (key) => key.replace(/ cascade$/, ' any')),
    oracle: completed(rest.oracle, /^(?:SP|CM)_/, same),
    db2: completed(rest.db2, /^(?:SP_|CM_|IDN_CONFIG_)/, same),
  }
}

const before: Readonly<Record<Engine, readonly Table[]>> = withPostgres(fromPostgres(read('pg_am260.txt'), isIdentityName), {
  mysql: fromMariadb(read('mariadb_am260.txt'), scripts, ['am260'], isIdentityName),
  mssql: fromScripts('mssql', scripts, 'am260'),
  oracle: fromScripts('oracle', scripts, 'am260'),
  db2: fromScripts('db2', scripts, 'am260'),
})
const after: Readonly<Record<Engine, readonly Table[]>> = withPostgres(withScopeType(fromPostgres(read('pg_am260m.txt'), isIdentityName)), {
  mysql: fromMariadb(read('mariadb_am260m.txt'), scripts, ['am260', 'is5110_identity'], isIdentityName),
  mssql: ofApiManager('mssql', fromScripts('mssql', scripts, 'is5110_identity')),
  oracle: ofApiManager('oracle', fromScripts('oracle', scripts, 'is5110_identity')),
  db2: ofApiManager('db2', fromScripts('db2', scripts, 'is5110_identity')),
})
const uma: Readonly<Record<Engine, readonly Table[]>> = {
  postgres: fromPostgres(read('pg_is570.txt'), isUmaName),
  mysql: withoutTokenId(fromMariadb(read('mariadb_am260m.txt'), scripts, ['source_uma'], isUmaName)),
  mssql: fromScripts('mssql', scripts, 'source_uma'),
  oracle: fromScripts('oracle', scripts, 'source_uma'),
  db2: fromScripts('db2', scripts, 'source_uma'),
}

const module = (name: string, what: string, tables: readonly Table[]): void => {
  const text = `// Generated by scripts/expected-schemas.ts from the data of facts/wso2.md §3; the form is told in src/derived/expected-schema.ts.\n/** ${what} */\nexport default \`\n${linesOf(tables)}\n\`\n`
  writeFileSync(join(out, `${name}.ts`), text)
  console.log(
    name,
    tables.length,
    'tables',
    tables.reduce((sum, { columns }) => sum + columns.length, 0),
    'columns',
    text.length,
    'bytes',
  )
}

mkdirSync(out, { recursive: true })
for (const engine of ['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const) {
  module(
    `before-${engine}`,
    'Tables of the identity schema before the upgrade: IS 5.7.0, and what API-M 2.6.0 has beside it.',
    before[engine].filter(isIdentity),
  )
  module(`after-${engine}`, 'Tables of the identity schema after the migration to 5.11.0.', after[engine].filter(isIdentity))
  module(`uma-${engine}`, "The tables of the source's UMA script.", uma[engine].filter(isUma))
}
