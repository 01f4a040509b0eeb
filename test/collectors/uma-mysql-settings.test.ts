import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { umaTables } from '../../checks/wso2-is/data/uma-schema.ts'
import check from '../../checks/wso2-is/uma-schema.ts'
import collector from '../../src/collectors/database-catalogue.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, startMysql } from '../servers/mysql.ts'
import { databaseFields } from '../support/database-fields.ts'
import { ddlOf } from '../support/expected-ddl.ts'
import { freshSchemas, placeOf } from '../support/fresh-schema.ts'
import { judgedIn, toldBy } from '../support/judged-catalogue.ts'
import { networkCollected } from '../support/network-collected.ts'
import { required } from '../support/required.ts'

/** What the settings of a server make of the same script (facts/wso2.md §3.1, §3.2). */
describe.skipIf(!required('mariadb', mariadbAvailable(), 'MariaDB'))('uma-schema on a MariaDB that folds names and defaults timestamps', () => {
  let server: RunningDatabase
  const tables = umaTables('mysql')
  const ddl = ddlOf('mysql', tables)
  beforeAll(async () => {
    const settings = ['--lower-case-table-names=1', '--explicit-defaults-for-timestamp=OFF', '--sql-mode=']
    server = await startMysql('mariadb', settings)
    freshSchemas(server, {
      folded: ddl,
      myisam: ddl.replaceAll('ENGINE INNODB', 'ENGINE MYISAM'),
    })
  }, 240_000)
  afterAll(() => server.stop())

  const told = async (schema: string) => {
    const place = placeOf(server, schema)
    const { value } = await networkCollected(collector, databaseFields(server, place.database, place))
    return toldBy(judgedIn(check, value, 'staged', 'identity'))
  }

  it('passes where the server stores the names in lower case and gives timestamps defaults', async () => {
    const columns = server.sql(
      '',
      "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'folded' AND DATA_TYPE = 'timestamp'",
    )
    expect(columns).toMatch(/^idn_uma_resource\tTIME_CREATED\tcurrent_timestamp\(\)\ton update current_timestamp\(\)$/m)
    expect(columns).toContain('0000-00-00 00:00:00')
    expect(await told('folded')).toEqual({ outcome: 'pass', wrong: [], noted: [] })
  })
  it('tells each foreign key that MyISAM has forgotten', async () => {
    const keys = tables.flatMap(({ name, foreignKeys }) => foreignKeys.map(({ columns }) => `${name}.${columns.join(', ')} foreign key`))
    const { outcome, wrong } = await told('myisam')
    expect({ outcome, wrong }).toEqual({ outcome: 'fail', wrong: [...keys, ...tables.map(({ name }) => `${name} storage engine`)].sort() })
  })
})
