import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUES } from '../../src/collectors/support/catalogue/index.ts'
import { umaScript } from '../../src/derived/script-rehearsal/uma-script.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { ddlText } from '../support/rehearsal/ddl-text.ts'
import { postgresCase } from '../support/rehearsal/postgres-cases.ts'
import { differences, predictionOf, tally, withSession } from '../support/rehearsal/reality.ts'
import { required } from '../support/required.ts'

const CASES = 240
/** They take less than a minute each where nothing else runs. */
const PATIENCE = 1_200_000
const RUNNER = { user: 'runner', password: 'runs the script 31' }
const cases = Array.from({ length: CASES }, (_, index) => index + 1)

describe.runIf(required('postgres', postgresAvailable(), 'postgresql'))('the rehearsal and what psql does', () => {
  let server: RunningDatabase
  beforeAll(async () => {
    server = await startPostgres()
    server.sql('postgres', `CREATE ROLE runner LOGIN PASSWORD '${RUNNER.password}'; ALTER ROLE runner SET search_path = nowhere`)
  })
  afterAll(() => server.stop())

  const script = umaScript('postgres').map((operation) => ({ operation, line: null, column: null }))
  const tables = script.flatMap(({ operation }) => (operation.kind === 'create-table' ? [operation.table] : []))
  const schemaOf = (seed: number): string => `c${seed}`
  const told = (printed: string, mark: string): readonly (readonly string[])[] =>
    printed.split('\n').flatMap((line) => (line.startsWith(`${mark} `) ? [line.split(' ').slice(1)] : []))

  /** Rows of the script's tables by schema and table. */
  const rowsOf = (): ReadonlyMap<string, ReadonlyMap<string, number>> => {
    const counted = server.sql(
      'postgres',
      `SELECT n.nspname || ' ' || c.relname || ' ' || (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND c.relname IN (${tables.map((name) => `'${name}'`).join(', ')})`,
    )
    const rows = new Map<string, Map<string, number>>()
    for (const line of counted.split('\n').filter((one) => one !== '')) {
      const [schema = '', table = '', count] = line.split(' ')
      rows.set(schema, (rows.get(schema) ?? new Map<string, number>()).set(table, Number(count)))
    }
    return rows
  }
  const catalogueOf = (schema: string) =>
    withSession('postgres', server.port, { ...RUNNER, database: 'postgres', schema }, async (sql) => {
      const { statements, read } = CATALOGUES.postgres
      return read(await sql.read(statements.map((statement) => ({ statement, values: [schema] }))), { database: 'postgres', schema }).value
    })

  it(`agree about ${CASES} starting schemas`, { timeout: PATIENCE }, async () => {
    const starts = cases.map((seed) => ({ seed, ...postgresCase(seed) }))
    const setup = starts.map(({ seed, setup: statements }) =>
      [
        `RESET ROLE; CREATE SCHEMA ${schemaOf(seed)}; GRANT USAGE, CREATE ON SCHEMA ${schemaOf(seed)} TO runner; SET search_path = ${schemaOf(seed)};`,
        ...statements.map((statement) => `${statement.replaceAll('current_one', schemaOf(seed))};\n\\echo ! ${seed} :ERROR`),
      ].join('\n'),
    )
    const odd = new Set(
      told(server.script('postgres', setup.join('\n')).printed, '!')
        .filter(([, error]) => error === 'true')
        .map(([seed]) => Number(seed)),
    )
    const predictions = new Map<number, Awaited<ReturnType<typeof predictionOf>>>()
    for (const { seed } of starts) {
      const wish = { ...RUNNER, database: 'postgres', schema: schemaOf(seed) }
      predictions.set(seed, await withSession('postgres', server.port, wish, (sql) => predictionOf(sql, script)))
    }
    const before = rowsOf()
    const runs = starts.map(({ seed }) =>
      [
        `SET search_path = ${schemaOf(seed)};`,
        ...script.map(({ operation }, index) => `${ddlText(operation, 'postgres')};\n\\echo @ ${seed} ${index + 1} :ERROR :SQLSTATE`),
      ].join('\n'),
    )
    const failed = told(server.script('postgres', runs.join('\n'), RUNNER).printed, '@').filter(([, , error]) => error === 'true')
    const after = rowsOf()

    const result = tally(starts, odd)
    for (const { seed, name, setup: statements } of starts) {
      const predicted = predictions.get(seed) ?? 'nothing was predicted'
      if (typeof predicted === 'string') {
        result.outside.push(`${name}: ${predicted}`)
        continue
      }
      const schema = schemaOf(seed)
      const failures = failed.flatMap(([of, at, , code = '']) => (Number(of) === seed ? [[Number(at), code] as const] : []))
      const rows = { before: before.get(schema) ?? new Map<string, number>(), after: after.get(schema) ?? new Map<string, number>() }
      const found = differences(predicted, { failures, rows, catalogue: await catalogueOf(schema) })
      result.failures += failures.length
      if (found.length > 0) result.wrong.push(`${name}\n  ${statements.join('; ')}\n  ${found.join('\n  ')}`)
    }
    expect(result.wrong.join('\n')).toBe('')
    expect(result.outside.length, result.outside.join('\n')).toBeLessThanOrEqual(CASES * 0.05)
    expect(result.rare()).toEqual([])
    expect(result.failures).toBeGreaterThan(CASES)
  })
})
