import type { SqlSession } from '../../../core/sql.ts'
import type { Right } from '../../../facts/database-server.ts'
import { MYSQL_CATALOGUE } from '../../../statements/sql/catalogue-mysql.ts'
import { REHEARSAL } from '../../../statements/sql/rehearsal.ts'
import { cellsOf } from '../catalogue/cells.ts'
import type { Standing } from './standing.ts'

/** Privileges of MySQL that the scripts need, as rights. */
const RIGHTS: Readonly<Record<string, Right>> = {
  CREATE: 'create-table',
  INDEX: 'create-index',
  REFERENCES: 'references',
  DROP: 'drop',
  ALTER: 'alter',
}

/** What decides on MySQL and MariaDB beside the catalogue: what a new session starts with, and the rights to the whole schema. */
export const mysqlStanding = async (sql: SqlSession, schema: string): Promise<Standing> => {
  const questions = [REHEARSAL.mysqlSettings, REHEARSAL.mysqlSchema, MYSQL_CATALOGUE.tables].map((statement) => ({
    statement,
    values: statement.parameters.map(() => schema),
  }))
  const [settingRows = [], schemaRows = [], tableRows = []] = await sql.read(questions)
  const settings = new Map(cellsOf(REHEARSAL.mysqlSettings, settingRows).map((row) => [row.text('name').toLowerCase(), row.maybe('value') ?? '']))
  const itself = cellsOf(REHEARSAL.mysqlSchema, schemaRows)[0]
  const granted = cellsOf(MYSQL_CATALOGUE.tables, tableRows).filter((row) => row.text('what') === 'right')
  const isSet = (name: string): boolean => (settings.get(name) ?? '') !== ''
  return {
    rights: new Set(granted.flatMap((row) => RIGHTS[row.text('name').toUpperCase()] ?? [])),
    settings,
    characterSet: itself?.maybe('character_set') ?? null,
    collation: itself?.maybe('collation') ?? null,
    foreign: new Set(),
    unreferable: new Set(),
    dependents: [],
    belongs: new Map(),
    obstacles: [
      ...(isSet('init_connect') ? ['init_connect, which changes each session of an ordinary account'] : []),
      ...(isSet('enforce_storage_engine') ? ['enforce_storage_engine'] : []),
      ...(isSet('disabled_storage_engines') ? ['disabled_storage_engines'] : []),
      ...(/^(?:on|1)$/i.test(settings.get('read_only') ?? '') ? ['read_only=ON'] : []),
      ...(/^antelope$/i.test(settings.get('innodb_file_format') ?? '') ? ['innodb_file_format=Antelope'] : []),
    ],
  }
}
