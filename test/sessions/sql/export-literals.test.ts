import { describe, expect, test } from 'vitest'
import { ENGINES } from '../../../src/core/sql.ts'
import { UserError } from '../../../src/core/user-error.ts'
import { inLines, literal, withValues } from '../../../src/sessions/sql/export/literals.ts'
import { scriptOf, whyNotExported } from '../../../src/sessions/sql/export/script.ts'
import { SQL_STATEMENTS } from '../../../src/statements/sql/index.ts'

describe('values in the place of parameters', () => {
  test.each([
    ['postgres', "a = $1 AND b = '$1' AND c = $2 AND d = $1::text", "a = 'x' AND b = '$1' AND c = 'y' AND d = 'x'::text"],
    ['mysql', "a = ? AND b = '?' AND `c?` = ? AND d = 'it''s ?'", "a = 'x' AND b = '?' AND `c?` = 'y' AND d = 'it''s ?'"],
    ['mssql', "[@p1] = @p2 AND b = '@p1' AND c = @p1", "[@p1] = 'y' AND b = '@p1' AND c = 'x'"],
    ['oracle', 'a = :1 AND "b:1" = :2', "a = 'x' AND \"b:1\" = 'y'"],
    ['db2', 'a = ? AND "b?" = ?', "a = 'x' AND \"b?\" = 'y'"],
  ] as const)('%s', (engine, text, expected) => expect(withValues(engine, text, ["'x'", "'y'"])).toBe(expected))

  test.each(ENGINES)('%s: none is left in any statement', (engine) => {
    const marker = "'<value>'"
    for (const { text, parameters } of SQL_STATEMENTS.filter((statement) => statement.engine === engine)) {
      const whole = withValues(
        engine,
        text,
        parameters.map(() => marker),
      )
      const rest = whole.replace(/'(?:[^']|'')*'|"[^"]*"|`[^`]*`/g, '')
      expect(rest).not.toMatch(/\?|\$\d|@p\d|(?<!:):\d/)
      expect(whole.split(marker).length - 1).toBeGreaterThanOrEqual(parameters.length > 0 ? 1 : 0)
    }
  })
})

describe('names', () => {
  test.each(['public', "O'Brien", 'Größe', 'two words', 'a.b', '%'])('%s can be written', (name) => {
    expect(literal(name)).toBe(`'${name.replaceAll("'", "''")}'`)
  })
  test.each(['a\nb', 'a\\', '&a', '$(a)', ':a', 'a;b', '', 'x'.repeat(129), 'a\u0000', '`a`', 'a\u202Eb'])('%j cannot', (name) => {
    expect(() => literal(name)).toThrow(UserError)
    for (const engine of ENGINES) expect(() => scriptOf(engine, [], name)).toThrow(UserError)
  })
})

describe('what is not asked', () => {
  test('answers that would hold secrets', () => {
    const samples = SQL_STATEMENTS.filter(({ facts }) => facts.length === 1 && facts[0] === 'stored-ciphertext')
    expect(samples.length).toBeGreaterThan(0)
    for (const statement of samples) {
      expect(whyNotExported(statement, new Map())).toContain('secrets')
      expect(scriptOf(statement.engine, [statement], null)).not.toContain(statement.text.slice(0, 40))
    }
  })

  test('what nobody gives a value for', () => {
    const [bound] = SQL_STATEMENTS.filter(({ parameters }) => parameters.some((words) => words !== 'schema'))
    const words = bound?.parameters.find((one) => one !== 'schema') ?? ''
    if (bound === undefined) throw new Error('there is none any more: this test has gone empty')
    expect(scriptOf(bound.engine, [bound], null)).toContain(`-- Not asked: ${bound.id}: no value for "${words}"`)
    expect(scriptOf(bound.engine, [bound], null, new Map([[words, 'admin']]))).toContain("'admin'")
  })
})

describe('scripts', () => {
  test.each(ENGINES)('%s: every line fits every client', (engine) => {
    const script = scriptOf(
      engine,
      SQL_STATEMENTS.filter((statement) => statement.engine === engine),
      null,
    )
    expect(Math.max(...script.split('\n').map((line) => line.length))).toBeLessThan(2400)
    // A blank line ends a statement in SQL*Plus, one with / alone runs it again.
    for (const { text } of SQL_STATEMENTS) expect(inLines(text)).not.toMatch(/\n\s*(?:\n|\/\s*\n)/)
  })

  test('lines are broken at blanks outside quotes only', () => {
    const long = `SELECT 'a  b', "c  d" FROM t WHERE ${'x = 1 AND '.repeat(60)}y = 'e  f'`
    expect(inLines(long).replaceAll('\n', ' ')).toBe(long)
    expect(inLines(long).split('\n').length).toBeGreaterThan(3)
    expect(
      inLines(`${'a '.repeat(100)}'${'b '.repeat(100)}'`)
        .split('\n')
        .at(-1),
    ).toContain('b b b')
  })

  test.each(['mssql', 'db2'] as const)('%s: every statement can stand in another', (engine) => {
    for (const { text } of SQL_STATEMENTS.filter((statement) => statement.engine === engine)) {
      expect(text).not.toMatch(/^\s*(?:WITH|SHOW)\b/i)
      // T-SQL sorts in there only what it cuts off.
      if (engine === 'mssql' && /\border by\b/i.test(text)) expect(text).toMatch(/\btop \(|\boffset\b|\bover\b|within group/i)
    }
  })
})
