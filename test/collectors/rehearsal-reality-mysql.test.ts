import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUES } from '../../src/collectors/support/catalogue/index.ts'
import { umaScript } from '../../src/derived/script-rehearsal/uma-script.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { ddlText } from '../support/rehearsal/ddl-text.ts'
import { mysqlCase } from '../support/rehearsal/mysql-cases.ts'
import { differences, predictionOf, tally, withSession } from '../support/rehearsal/reality.ts'
import { required } from '../support/required.ts'
import { asked } from '../support/sql-adapter.ts'

const CASES = 240
/** They take less than a minute each where nothing else runs. */
const PATIENCE = 1_200_000
const RUNNER = { user: 'runner', password: 'runs the script 31' }
const cases = Array.from({ length: CASES }, (_, index) => index + 1)

describe.each(['mariadb', 'mysql'] as const)('the rehearsal and what the client does on %s', (product) => {
  const available = product === 'mariadb' ? mariadbAvailable() : mysqlAvailable()
  describe.runIf(required(product, available, `${product}, its server and its client`))(product, () => {
    let server: RunningDatabase
    beforeAll(async () => {
      server = await startMysql(product)
      server.sql('mysql', `CREATE USER runner@localhost IDENTIFIED BY '${RUNNER.password}'`)
    })
    afterAll(() => server.stop())

    const script = umaScript('mysql').map((operation) => ({ operation, line: null, column: null }))
    const tables = script.flatMap(({ operation }) => (operation.kind === 'create-table' ? [operation.table] : []))
    const text = script.map(({ operation }) => `${ddlText(operation, 'mysql')};\n`).join('')
    /** What a new server starts with; each case changes some of it. */
    const STANDARD = [
      `sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'`,
      'explicit_defaults_for_timestamp = ON',
      'default_storage_engine = InnoDB',
      'innodb_default_row_format = dynamic',
      ...(product === 'mysql' ? ['innodb_large_prefix = ON'] : []),
    ]
    const globally = (settings: readonly string[]): string => settings.map((setting) => `SET GLOBAL ${setting};\n`).join('')

    it(`agree about ${CASES} starting databases`, { timeout: PATIENCE }, async () => {
      const starts = cases.map((seed) => ({ seed, ...mysqlCase(seed, product === 'mariadb') }))
      const odd = new Set<number>()
      const result = tally(starts, odd)
      for (const { seed, name, setup, charset, settings, grants } of starts) {
        const database = `c${seed}`
        const made = `${globally(STANDARD)}CREATE DATABASE ${database} CHARACTER SET ${charset}; GRANT ${grants} ON ${database}.* TO runner@localhost; USE ${database};\n`
        const { status } = server.script('', `${made}${setup.map((statement) => `${statement};\n`).join('')}`)
        if (status !== 0) odd.add(seed)
        server.sql('', globally(settings))
        const wish = { ...RUNNER, database }
        await withSession('mysql', server.port, wish, async (sql) => {
          const predicted = await predictionOf(sql, script)
          if (typeof predicted === 'string') return void result.outside.push(`${name}: ${predicted}`)
          const rowsOf = async (): Promise<ReadonlyMap<string, number>> => {
            const there = predicted.before.value.tables.filter(({ name: table, kind }) => kind === 'table' && tables.includes(table))
            if (there.length === 0) return new Map()
            const text = there.map((table) => `SELECT CONCAT('${table.name} ', COUNT(*)) FROM ${table.name}`).join(' UNION ALL ')
            const [counted = []] = await sql.read([asked('mysql', text)])
            return new Map(counted.map(([line]) => [line?.split(' ')[0] ?? '', Number(line?.split(' ')[1])]))
          }
          const before = await rowsOf()
          const { printed } = server.script(database, text, RUNNER)
          const failures = [...printed.matchAll(/^ERROR (\d+) \(\w+\) at line (\d+)/gm)].map(([, code = '', line]) => [Number(line), code] as const)
          const { statements, read } = CATALOGUES.mysql
          const catalogue = read(await sql.read(statements.map((statement) => ({ statement, values: statement.parameters.map(() => database) }))), {
            database,
            schema: database,
          }).value
          const found = differences(predicted, { failures, rows: { before, after: await rowsOf() }, catalogue })
          result.failures += failures.length
          if (found.length > 0)
            result.wrong.push(`${name} ${charset} ${settings.join(', ')} ${grants}\n  ${setup.join('; ')}\n  ${found.join('\n  ')}`)
        })
      }
      const met = tally(starts, odd)
      expect(result.wrong.join('\n')).toBe('')
      expect(result.outside.length, result.outside.join('\n')).toBeLessThanOrEqual(CASES * 0.05)
      expect(met.rare()).toEqual([])
      expect(result.failures).toBeGreaterThan(CASES / 4)
    })
  })
})
