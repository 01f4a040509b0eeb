import type { SqlSession, SqlStatement } from '../../../core/sql.ts'
import { REHEARSAL } from '../../../statements/sql/rehearsal.ts'
import { SERVER_STATEMENTS } from '../../../statements/sql/server.ts'
import { cellsOf } from '../catalogue/cells.ts'
import { ofSchema } from '../database.ts'
import { SERVERS } from '../server/engines.ts'
import { serverRows } from '../server/said.ts'
import type { Standing } from './standing.ts'

/** What decides beside the catalogue on every engine but PostgreSQL: the rights to the whole schema, and on MySQL what a new session starts with. */
export const serverStanding = async (sql: SqlSession, schema: string): Promise<Standing> => {
  const server: SqlStatement = SERVER_STATEMENTS[sql.engine]
  const [main = []] = await sql.readOnce(ofSchema([server], schema))
  const [settingRows = [], formatRows = []] =
    sql.engine === 'mysql' ? await sql.read(ofSchema([REHEARSAL.mysqlSettings, REHEARSAL.mysqlFormats], schema)) : []
  const rows = serverRows(cellsOf(server, main))
  const said = rows.of('setting').map((row) => [row.text('name').toLowerCase(), row.maybe('value') ?? ''] as const)
  const started = cellsOf(REHEARSAL.mysqlSettings, settingRows).map((row) => [row.text('name').toLowerCase(), row.maybe('value') ?? ''] as const)
  const settings = new Map([...said, ...started])
  const { rights, standby } = SERVERS[sql.engine](rows, schema, settings)
  return {
    rights: new Set(rights),
    settings,
    characterSet: settings.get('character_set_database') ?? null,
    collation: settings.get('collation_database') ?? null,
    rowFormats: new Map(cellsOf(REHEARSAL.mysqlFormats, formatRows).map((row) => [row.text('name'), formatIn(row.text('options'))])),
    foreign: new Set(),
    unreferable: new Set(),
    dependents: [],
    belongs: new Map(),
    obstacles: [...(standby === true ? ['a server that only reads'] : []), ...(sql.engine === 'mysql' ? meddling(settings) : [])],
  }
}

const formatIn = (options: string): string => (/row_format=(\w+)/i.exec(options)?.[1] ?? '').toLowerCase()

const meddling = (settings: ReadonlyMap<string, string>): readonly string[] => [
  ...['init_connect', 'enforce_storage_engine', 'disabled_storage_engines'].flatMap((name) =>
    (settings.get(name) ?? '') === '' ? [] : [`${name}, which is set`],
  ),
  ...(/^antelope$/i.test(settings.get('innodb_file_format') ?? '') ? ['innodb_file_format=Antelope'] : []),
]
