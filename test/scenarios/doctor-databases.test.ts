import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { grantsFor } from '../../src/run/database-grants.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { freePorts } from '../servers/ports.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { required } from '../support/required.ts'
import { CLEAN_ROWS } from '../support/wso2-rows.ts'
import { createTables } from '../support/wso2-tables.ts'

const tree = temporaryTree()
afterAll(tree.remove)
const PASSWORD = 'what the auditor says 1414'

const SETUPS = [
  ['PostgreSQL', 'postgres', required('PostgreSQL', postgresAvailable(), 'PostgreSQL of Debian, which is not there'), startPostgres],
  ['MariaDB', 'mysql', required('MariaDB', mariadbAvailable(), 'MariaDB of Debian, which is not there'), () => startMysql('mariadb')],
  ['MySQL 5.7', 'mysql', required('MySQL', mysqlAvailable(), 'MySQL 5.7, which is not there'), () => startMysql('mysql')],
] as const

describe.each(SETUPS)('doctor of a database, %s', (name, engine, available, start) => {
  let server: RunningDatabase
  const plan = (more: Readonly<Record<string, string | number>> = {}): string => {
    const fields = { host: '127.0.0.1', port: server.port, database: 'wso2', user: server.admin.user, ...more }
    const file = join(tree.root, `${name.replaceAll(/\W/g, '')}-${Object.values(more).join('-').replaceAll(/\W/g, '')}.yaml`)
    const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`)
    writeFileSync(
      file,
      `version: 1\nprofile: wso2-is-5.11\nphase: pre-upgrade\ntargets:\n  identity-db:\n    type: database\n    role: identity-db\n    engine: ${engine}\n${lines.join('\n')}\n    password: { env: DB_PASSWORD }\n`,
    )
    return file
  }
  const doctor = (file: string, password: string) => preflight(['doctor', '--plan', file], { env: { DB_PASSWORD: password } })
  const schema = engine === 'postgres' ? 'public' : 'wso2'
  const grants = grantsFor(engine, { account: 'auditor', database: 'wso2', schema })

  beforeAll(async () => {
    if (!available) return
    server = await start()
    server.sql(engine === 'postgres' ? 'postgres' : '', engine === 'postgres' ? 'CREATE DATABASE wso2' : 'CREATE DATABASE wso2 CHARACTER SET latin1')
    for (const sql of [...createTables(engine), ...CLEAN_ROWS]) server.sql('wso2', sql)
  }, 120_000)
  afterAll(() => server?.stop())

  test.runIf(available)(
    'an administrator may more than is needed: the grants of one who only reads are said (FAULTS D18)',
    async () => {
      const { stdout } = await doctor(plan(), server.admin.password)
      expect(stdout).toMatch(/identity-db \(database, identity-db\): \d+ of \d+ facts read/)
      expect(stdout).toMatch(engine === 'postgres' ? /! postgres may do everything on this server/ : /! root@\S+ may (?:do everything|change wso2)/)
      expect(stdout).toContain(
        // One of its own: the administrator's is not to be made again.
        engine === 'postgres'
          ? 'CREATE ROLE auditor LOGIN'
          : "CREATE USER 'auditor'@'%' IDENTIFIED BY '...'; GRANT SELECT, SHOW VIEW ON `wso2`.* TO 'auditor'@'%'",
      )
      expect(stdout).not.toContain('CREATE ROLE postgres')
      expect(stdout).toContain('it is read without TLS, which is done within this host only; where a tunnel begins here, give tls')
      expect(stdout).not.toContain(server.admin.password)
    },
    60_000,
  )

  test.runIf(available)(
    'an account made by those grants reads everything, and may do nothing else',
    async () => {
      for (const grant of grants) server.sql('wso2', grant.replace("'...'", `'${PASSWORD}'`))
      const file = plan({ user: 'auditor' })
      const { stdout, code } = await doctor(file, PASSWORD)
      expect(stdout).not.toMatch(/may (?:change|do everything|not read)/)
      expect(stdout).toContain('READY: what the plan names can be read.')
      expect(code).toBe(0)
      const output = join(tree.root, `${name.replaceAll(/\W/g, '')}.json`)
      await preflight(['collect', '--plan', file, '--check', 'wso2-is/auditor-rights', '--output', output], { env: { DB_PASSWORD: PASSWORD } })
      const { evidence }: Snapshot = JSON.parse(readFileSync(output, 'utf8'))
      expect(evidence.map((item) => (item.state === 'value' ? item.value : null))).toMatchObject([{ rights: ['select'], superuser: false }])
    },
    60_000,
  )

  test.runIf(available)(
    'an account that may write to one table, or has a role, may do more than is told',
    async () => {
      const sql = (text: string): string => server.sql('wso2', text)
      if (engine === 'postgres') {
        sql(
          `CREATE ROLE half LOGIN NOINHERIT PASSWORD '${PASSWORD}'; GRANT USAGE ON SCHEMA public TO half; GRANT SELECT ON ALL TABLES IN SCHEMA public TO half`,
        )
        sql('GRANT INSERT ON idn_oauth2_scope TO half; CREATE ROLE editor; GRANT editor TO half')
      } else {
        sql(`CREATE USER half IDENTIFIED BY '${PASSWORD}'; GRANT SELECT ON wso2.* TO half; GRANT INSERT ON wso2.IDN_OAUTH2_SCOPE TO half`)
        if (name === 'MariaDB') sql('CREATE ROLE editor; GRANT editor TO half')
      }
      const { stdout } = await doctor(plan({ user: 'half' }), PASSWORD)
      expect(stdout).toMatch(/! half\S* may change (?:public|wso2) \(insert\); to read is enough/)
      expect(stdout.includes('may take on roles with other rights (SET ROLE): editor')).toBe(name !== 'MySQL 5.7')
      expect(stdout).toContain('an account that only reads, in')
      if (name !== 'MariaDB') return
      sql('SET DEFAULT ROLE editor FOR half')
      expect((await doctor(plan({ user: 'half' }), PASSWORD)).stdout).toMatch(/! half\S* may have rights that are not listed here, by roles: editor/)
    },
    60_000,
  )

  test.runIf(available)(
    'a wrong password, an account without rights, a database that is not there, a port where nothing listens',
    async () => {
      const [free = 0] = await freePorts(1)
      const account = engine === 'postgres' ? 'nobody' : "'nobody'@'%'"
      server.sql(
        'wso2',
        engine === 'postgres' ? `CREATE ROLE nobody LOGIN PASSWORD '${PASSWORD}'` : `CREATE USER ${account} IDENTIFIED BY '${PASSWORD}'`,
      )
      const cases = [
        [plan(), 'not the word', 'x auth-failed'],
        [plan({ database: 'nothing' }), server.admin.password, /x (?:missing-evidence|permission-denied)/],
        [plan({ port: free }), server.admin.password, 'x unreachable'],
      ] as const
      for (const [file, password, says] of cases) {
        const { stdout, code } = await doctor(file, password)
        expect(stdout).toMatch(says)
        expect(stdout).toContain('without it no verdict of wso2-is/')
        expect(stdout).toContain('NOT READY')
        expect(code).toBe(20)
      }
      const { stdout } = await doctor(plan({ user: 'nobody' }), PASSWORD)
      expect(stdout).toContain('NOT READY')
      expect(stdout).toContain('an account that only reads, in')
      expect(stdout).toContain(
        engine === 'postgres' ? 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO nobody' : 'GRANT SELECT, SHOW VIEW ON `wso2`.* TO',
      )
    },
    60_000,
  )
})
