import { describe, expect, test } from 'vitest'
import { FactError } from '../../../src/core/fact-error.ts'
import type { Engine, SqlStatement } from '../../../src/core/sql.ts'
import { digestOf } from '../../../src/sessions/sql/export/marks.ts'
import { EXPORTS, scriptOf } from '../../../src/sessions/sql/export/script.ts'

/**
 * What sqlcmd, SQL*Plus and the Db2 command line processor print cannot be had here: these texts are written by their manuals (sqlcmd utility: -y 0, PRINT and
 * messages; SQL*Plus User's Guide: SET MARKUP CSV; Db2 command reference: -x, ECHO, messages). What they show is that everything else is refused.
 */
const contentsIn = (engine: Engine, text: string) => new Map(EXPORTS[engine].answers(text).map(({ id, content }) => [id, content]))
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'read'
  } catch (error) {
    return error instanceof FactError ? error.code : 'broken'
  }
}

const utf16 = (text: string): string => `x${Buffer.from(text, 'utf16le').toString('hex').toUpperCase()}`
const utf8 = (text: string): string => `x${Buffer.from(text, 'utf8').toString('hex').toUpperCase()}`
const segment = (number: number, id: string, ...lines: readonly string[]): readonly string[] => [
  `#iam-preflight ask ${number} ${id} 0123456789abcdef`,
  ...lines,
  `#iam-preflight end ${number}`,
]
const fileOf = (engine: Engine, ...segments: readonly (readonly string[])[]): string =>
  [`#iam-preflight begin 1 ${engine} ${segments.length}`, ...segments.flat(), `#iam-preflight done ${segments.length}`, ''].join('\n')

describe('sqlcmd', () => {
  const answers = [
    ['Changed database context to ', "'wso2'."].join(''),
    fileOf(
      'mssql',
      segment(0, 'rows', `R ${utf16("Füße 漢字 🙂\n'x'")} - ${utf16('')}`, `R ${utf16('NULL')} ${utf16('1')} -`, '#iam-preflight rows 0 2', ''),
      segment(1, 'none', '#iam-preflight rows 1 0'),
      segment(2, 'missing', 'Msg 208, Level 16, State 1, Server DB01, Line 3', "Invalid object name 'IDN_OAUTH2_ACCESS_TOKEN'."),
      segment(3, 'half', `R ${utf16('1')}`, 'Msg 1222, Level 16, State 51, Server DB01, Line 3', 'Lock request time out period exceeded.'),
      segment(4, 'padded', `R ${utf16('1')}                `, '#iam-preflight rows 4 1      '),
    ),
  ].join('\n')

  test('reads values, errors and paddings', () => {
    expect(contentsIn('mssql', answers)).toEqual(
      new Map<string, unknown>([
        [
          'rows',
          {
            rows: [
              ["Füße 漢字 🙂\n'x'", null, ''],
              ['NULL', '1', null],
            ],
          },
        ],
        ['none', { rows: [] }],
        ['missing', { error: '208' }],
        ['half', { error: '1222' }],
        ['padded', { rows: [['1']] }],
      ]),
    )
    expect(contentsIn('mssql', answers.replaceAll('\n', '\r\n'))).toEqual(contentsIn('mssql', answers))
  })

  test.each([
    ['headings that -y 0 leaves away', ['------', `R ${utf16('1')}`, '#iam-preflight rows 0 1'], 'parse-failed'],
    ['a message of another language', ['Meldung 208, Ebene 16', '#iam-preflight rows 0 0'], 'parse-failed'],
    ['a line that was cut', [`R ${utf16('abc').slice(0, -1)}`, '#iam-preflight rows 0 1'], 'parse-failed'],
    ['half a character', ['R x41', '#iam-preflight rows 0 1'], 'parse-failed'],
    ['a row too few', [`R ${utf16('1')}`, '#iam-preflight rows 0 2'], 'changed'],
    ['no count', [`R ${utf16('1')}`], 'parse-failed'],
  ])('%s: no answer', (_, lines, code) => {
    expect(contentsIn('mssql', fileOf('mssql', segment(0, 'q', ...lines))).get('q')).toMatchObject({ damage: { code } })
  })
})

describe('SQL*Plus', () => {
  const answers = fileOf(
    'oracle',
    segment(0, 'rows', '', '"Füße ""x"", {y}","",12', '"two', 'lines",,-0.5', ',"NULL",1.5E+10', ''),
    segment(1, 'none', ''),
    segment(2, 'missing', 'SELECT a FROM not_there', '              *', 'ERROR at line 1:', 'ORA-00942: table or view does not exist', '', ''),
    segment(3, 'single', '"#iam-preflight-row","a"', '"#iam-preflight-row",', '"#iam-preflight-row",1'),
    segment(4, 'sp2', 'SP2-0734: unknown command beginning "selec..." - rest of line ignored.'),
  )

  test('reads values over several lines, numbers and errors', () => {
    expect(contentsIn('oracle', answers)).toEqual(
      new Map<string, unknown>([
        [
          'rows',
          {
            rows: [
              ['Füße "x", {y}', '', '12'],
              ['two\nlines', null, '-0.5'],
              [null, 'NULL', '1.5E+10'],
            ],
          },
        ],
        ['none', { rows: [] }],
        ['missing', { error: 'ORA-00942' }],
        ['single', { rows: [['a'], [null], ['1']] }],
        ['sp2', { error: 'SP2-0734' }],
      ]),
    )
  })

  test.each([
    ['text without quotes', ['abc,1']],
    ['a heading without quotes', ['NAME', '"x"']],
    ['a quote that does not close', ['"abc']],
    ['an error behind rows is no rows', ['"abc"', 'something else']],
  ])('%s: no answer', (_, lines) => {
    expect(contentsIn('oracle', fileOf('oracle', segment(0, 'q', ...lines))).get('q')).toMatchObject({ damage: { code: 'parse-failed' } })
  })

  test('rows before an error are no answer', () => {
    const content = contentsIn('oracle', fileOf('oracle', segment(0, 'q', '"abc"', 'ERROR:', 'ORA-01555: snapshot too old'))).get('q')
    expect(content).toEqual({ error: 'ORA-01555' })
  })
})

describe('the Db2 command line processor', () => {
  const row = (total: number, ...values: readonly string[]): string => `R ${utf8(String(total))} ${values.join(' ')}${' '.repeat(40)}`
  const answers = fileOf(
    'db2',
    segment(0, 'rows', row(2, utf8('Füße 漢字'), '-'), row(2, utf8(''), utf8('x')), '', 'DB20000I  The SQL command completed successfully.'),
    segment(1, 'none', ''),
    segment(2, 'missing', 'SQL0204N  "DB2INST1.IDN_X" is an undefined name.  SQLSTATE=42704', ''),
    segment(3, 'warned', 'SQL0445W  Value "abc" has been truncated.  SQLSTATE=01004', row(1, utf8('a'))),
  )

  test('reads values, and takes what only warns for an error', () => {
    expect(contentsIn('db2', answers)).toEqual(
      new Map<string, unknown>([
        [
          'rows',
          {
            rows: [
              ['Füße 漢字', null],
              ['', 'x'],
            ],
          },
        ],
        ['none', { rows: [] }],
        ['missing', { error: 'SQL0204N' }],
        ['warned', { error: 'SQL0445W' }],
      ]),
    )
  })

  test.each([
    ['a value that was cut', [row(1, 'T')], 'truncated'],
    ['rows that are missing', [row(3, utf8('a')), row(3, utf8('b'))], 'changed'],
    ['a line of something else', ['  1 record(s) selected.'], 'parse-failed'],
  ])('%s: no answer', (_, lines, code) => {
    expect(contentsIn('db2', fileOf('db2', segment(0, 'q', ...lines))).get('q')).toMatchObject({ damage: { code } })
  })
})

describe('mysql', () => {
  const result = (statement: string, ...rows: readonly (readonly (readonly [string, string])[])[]): string =>
    [
      `<?xml version="1.0"?>\n\n<resultset statement="${statement}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`,
      ...rows.map((fields) => `<row>${fields.map(([name, text]) => `<field name="${name}">${text}</field>`).join('')}</row>`),
      '</resultset>\n',
    ].join('\n')
  const mark = (line: string): string => result('SELECT mark', [['mark', `#iam-preflight ${line}`]])
  const timedOut = result('SHOW ERRORS', [
    ['Level', 'Error'],
    ['Code', '1969'],
    ['Message', 'Query execution was interrupted (max_statement_time exceeded)'],
  ])
  const fileWith = (statement: string): string =>
    [
      mark('begin 1 mysql 1'),
      mark('ask 0 q 0123456789abcdef'),
      result(statement, [['a', '1']], [['a', '2']]),
      timedOut,
      mark('rows 0 2'),
      mark('end 0'),
      mark('done 1'),
    ].join('')

  // Written by mariadb 10.11 with --quick, which hands rows on before the last of them is there, and counts those.
  test('rows that came before an error are no answer', () => {
    expect(contentsIn('mysql', fileWith('SELECT a FROM t')).get('q')).toEqual({ error: '1969' })
  })

  test('an error of an earlier statement, which MariaDB keeps where no table is read, is none of this one', () => {
    expect(contentsIn('mysql', fileWith('SELECT USER() AS a')).get('q')).toEqual({ rows: [['1'], ['2']] })
  })
})

describe('the file as a whole', () => {
  const whole = fileOf('db2', segment(0, 'a'), segment(1, 'b'))
  const lines = whole.trimEnd().split('\n')
  const without = (at: number): string => lines.filter((_, index) => index !== at).join('\n')

  test.each(lines.map((line, at) => [line, at] as const))('without %s it is not read', (_, at) => {
    expect(['parse-failed', 'changed', 'truncated']).toContain(codeOf(() => EXPORTS.db2.answers(without(at))))
  })

  test.each([
    ['another engine', whole.replace('1 db2', '1 oracle'), 'ambiguous'],
    ['another version', whole.replace('begin 1', 'begin 2'), 'unsupported'],
    ['two runs in one', whole + whole, 'ambiguous'],
    ['something behind its end', `${whole}more\n`, 'changed'],
    ['an unknown mark', whole.replace('#iam-preflight end 0', '#iam-preflight stop 0'), 'changed'],
    ['no file of ours', 'SQL1024N  A database connection does not exist.', 'parse-failed'],
    ['nothing', '', 'parse-failed'],
  ])('%s', (_, text, code) => expect(codeOf(() => EXPORTS.db2.answers(text))).toBe(code))
})

describe('scripts', () => {
  const statement = (engine: Engine, text: string): SqlStatement => ({
    id: 'q',
    engine,
    text,
    parameters: ['schema'],
    columns: ['a', 'b'],
    rows: 10,
    facts: ['f'],
    purpose: 'what is asked',
  })

  test('of sqlcmd', () => {
    const script = scriptOf('mssql', [statement('mssql', 'SELECT TOP (11) a, b FROM sys.tables WHERE s = @p1')], null)
    expect(script).toContain('SELECT TOP (11) a, b FROM sys.tables WHERE s = SCHEMA_NAME()\n) AS q (c1, c2)')
    expect(script.split('\n').filter((line) => line === 'GO').length).toBeGreaterThan(8)
    expect(script.match(/BEGIN TRANSACTION;/g)?.length).toBe(script.match(/^ROLLBACK TRANSACTION;/gm)?.length)
  })

  test('of SQL*Plus, with a schema', () => {
    const script = scriptOf('oracle', [statement('oracle', 'SELECT a, b FROM t WHERE s = :1')], 'WSO2')
    expect(script).toContain(`ALTER SESSION SET CURRENT_SCHEMA = "WSO2";`)
    expect(script).toContain("SET TRANSACTION READ ONLY;\nSELECT a, b FROM t WHERE s = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA');\nROLLBACK;")
    const single = scriptOf('oracle', [{ ...statement('oracle', 'SELECT a FROM t WHERE s = :1'), columns: ['a'] }], null)
    expect(single).toContain("SELECT '#iam-preflight-row', q.* FROM (\nSELECT a FROM t")
  })

  test('of Db2', () => {
    const script = scriptOf('db2', [statement('db2', 'SELECT a, b FROM t WHERE s = ?')], null)
    expect(script).toContain('SELECT a, b FROM t WHERE s = RTRIM(CURRENT SCHEMA)\n) AS q (c1, c2) ORDER BY ORDER OF q;\nROLLBACK;')
  })

  test('of sqlcmd, with a schema: tables are read only where it is the one they are looked for in', () => {
    const rows = { ...statement('mssql', 'SELECT a, b FROM IDN_X'), parameters: [] }
    const guard = "IF COALESCE(SCHEMA_NAME(), N'') <> N'am''s' THROW 50208, N'tables of another schema would be read', 1;\n"
    expect(scriptOf('mssql', [rows], "am's")).toContain(`BEGIN TRANSACTION;\n${guard}SELECT N'R'`)
    expect(scriptOf('mssql', [rows], null)).not.toContain('THROW')
    expect(scriptOf('mssql', [statement('mssql', 'SELECT a, b FROM sys.tables WHERE s = @p1')], 'am')).not.toContain('THROW')
    const refused = fileOf('mssql', segment(0, 'q', 'Msg 50208, Level 16, State 1, Server DB01, Line 2', 'tables of another schema would be read'))
    expect(contentsIn('mssql', refused).get('q')).toEqual({ error: '50208' })
  })

  test('of which the login says the schema that is looked at, not the one that was wished for', () => {
    const loginIn = (engine: Engine): string => scriptOf(engine, [], 'WSO2').split('ask 0 login')[1] ?? ''
    expect(loginIn('oracle')).not.toContain("'WSO2'")
    expect(loginIn('oracle')).toContain("SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')")
    // What the schema calls like a view of the dictionary would stand for it.
    expect(loginIn('oracle')).toContain('WHERE NOT EXISTS (SELECT o.OBJECT_NAME FROM SYS.ALL_OBJECTS o')
    expect(loginIn('mysql')).not.toContain("'WSO2'")
    expect(loginIn('db2')).toContain("FROM SYSCAT.SCHEMATA s WHERE s.SCHEMANAME = 'WSO2'")
    expect(loginIn('mssql')).toContain("FROM sys.schemas s WHERE s.name = N'WSO2'")
  })

  test('never of a statement that does more than read', () => {
    expect(() => scriptOf('db2', [statement('db2', 'DELETE FROM t WHERE s = ?')], null)).toThrow('does more than read')
  })

  test('digests tell statements and values apart, and not schemas', () => {
    const one = statement('db2', 'SELECT 1')
    expect(digestOf(one, ['A'])).toBe(digestOf(one, ['B']))
    expect(digestOf({ ...one, text: 'SELECT 2' }, ['A'])).not.toBe(digestOf(one, ['A']))
    expect(digestOf({ ...one, parameters: ['role'] }, ['A'])).not.toBe(digestOf({ ...one, parameters: ['role'] }, ['B']))
  })
})
