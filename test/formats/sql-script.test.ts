import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { statementsOf, type ScriptStatement } from '../../src/formats/sql-script.ts'
import { SQL_CLIENTS, type SqlClient } from '../../src/formats/sql-script/clients.ts'

const texts = (script: string, client: SqlClient): readonly string[] =>
  statementsOf(script, client).map(({ kind, text }) => (kind === 'sql' ? text : `${kind}: ${text}`))

const TABLE: readonly (readonly [client: SqlClient, what: string, script: string, statements: readonly string[]])[] = [
  ['psql', 'semicolons end', 'SELECT 1;\n\nSELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['psql', 'the last needs none', 'SELECT 1;SELECT 2', ['SELECT 1', 'SELECT 2']],
  ['psql', 'none inside brackets', 'CREATE RULE r AS (SELECT 1; SELECT 2); SELECT 3', ['CREATE RULE r AS (SELECT 1; SELECT 2)', 'SELECT 3']],
  ['psql', 'none inside quotes', `SELECT ';', ";"; SELECT E'\\';'; SELECT '\\'; x`, [`SELECT ';', ";"`, `SELECT E'\\';'`, `SELECT '\\'`, 'x']],
  ['psql', 'dollar quotes', 'DO $$ a; $b$ $$; SELECT a$1; DO $t$;$t$', ['DO $$ a; $b$ $$', 'SELECT a$1', 'DO $t$;$t$']],
  ['psql', 'comments, nested', '-- a;\n/* ; /* ; */ ; */ SELECT 1 -- ;\n; SELECT 2', ['SELECT 1 -- ;', 'SELECT 2']],
  ['psql', 'commands of psql', '\\set x 1\nSELECT 1;', ['command: \\set x 1', 'SELECT 1']],
  ['psql', 'a quote that is not closed', "SELECT 'a; SELECT 2;", ["unclear: SELECT 'a; SELECT 2;"]],
  ['psql', 'a byte-order mark and CR LF', '\uFEFFSELECT 1;\r\nSELECT 2;\r\n', ['SELECT 1', 'SELECT 2']],
  ['mysql', 'comments of its own', '# ;\n-- ;\nSELECT 1--1; SELECT 2', ['SELECT 1--1', 'SELECT 2']],
  ['mysql', 'comments do not nest', '/* /* ; */ SELECT 1;', ['SELECT 1']],
  ['mysql', 'what the server reads is no comment', '/*!40101 SET x = 1 */; SELECT 1;', ['/*!40101 SET x = 1 */', 'SELECT 1']],
  ['mysql', 'backslashes', `SELECT 'a\\';'; SELECT "\\";"`, [`SELECT 'a\\';'`, `SELECT "\\";"`]],
  ['mysql', 'delimiters', 'DELIMITER //\nBEGIN; END//\ndelimiter ;\nSELECT 1;', ['BEGIN; END', 'SELECT 1']],
  ['mysql', 'commands of the client', 'use other\nSELECT 1;\nsource more.sql', ['command: use other', 'SELECT 1', 'command: source more.sql']],
  ['mysql', 'backticks', 'SELECT `;`; x', ['SELECT `;`', 'x']],
  ['sqlcmd', 'brackets quote', 'SELECT [;]; SELECT 2\nGO\nSELECT 3', ['SELECT [;]', 'SELECT 2', 'SELECT 3']],
  ['sqlcmd', 'GO inside a comment is none', '/*\nGO\n*/ SELECT 1', ['SELECT 1']],
  ['sqlcmd', 'commands and variables', ':r other.sql\nSELECT $(x)\nGO\n', ['command: :r other.sql', 'unclear: SELECT $(x)']],
  ['sqlplus', 'a slash ends', 'CREATE TABLE a (\n b INT\n)\n/\nCREATE SEQUENCE s\n/\n', ['CREATE TABLE a (\n b INT\n)', 'CREATE SEQUENCE s']],
  ['sqlplus', 'a slash after a semicolon runs it again', 'CREATE TABLE a (b INT);\n/\n', ['CREATE TABLE a (b INT)', 'CREATE TABLE a (b INT)']],
  ['sqlplus', 'semicolons within a line do not end', 'SELECT 1; FROM x;\n', ['SELECT 1; FROM x']],
  [
    'sqlplus',
    'blocks take semicolons',
    'CREATE OR REPLACE TRIGGER t\nBEGIN\n x;\n\nEND;\n/\nSELECT 1;\n',
    ['CREATE OR REPLACE TRIGGER t\nBEGIN\n x;\n\nEND;', 'SELECT 1'],
  ],
  ['sqlplus', 'a blank line throws away', 'CREATE TABLE a (\n\n b INT);\n', ['unclear: CREATE TABLE a (', 'b INT)']],
  ['sqlplus', 'harmless settings', 'SET ECHO ON\nPROMPT it is; so\nREM x\nSELECT 1;\nSPOOL f\n', ['SELECT 1', 'command: SPOOL f']],
  ['sqlplus', 'a comment that ends as a statement does', 'CREATE TABLE a ( -- x;\n b INT);\n', ['unclear: CREATE TABLE a ( -- x;', 'b INT)']],
  ['sqlplus', 'variables', 'SELECT &x;\n', ['unclear: SELECT &x']],
  ['sqlplus', 'nothing ends the last', 'SELECT 1', ['unclear: SELECT 1']],
  ['sqlplus', 'its other quotes', "SELECT q'[a';\n]' FROM x;\n", ["SELECT q'[a';\n]' FROM x"]],
  [
    'db2',
    'a slash that stands alone is the terminator',
    'CREATE TABLE a (b INT)\n/\nBEGIN ATOMIC\nSET x = 1;\nEND\n/\n',
    ['CREATE TABLE a (b INT)', 'BEGIN ATOMIC\nSET x = 1;\nEND'],
  ],
  ['db2', 'else it is a semicolon', 'CREATE TABLE a (b INT);\nCREATE TABLE c (b INT);', ['CREATE TABLE a (b INT)', 'CREATE TABLE c (b INT)']],
  ['db2', 'a directive changes it', '--#SET TERMINATOR @\nBEGIN x; END@\n--#SET TERMINATOR ;\nVALUES 1;\n', ['BEGIN x; END', 'VALUES 1']],
  ['db2', 'commands', 'CONNECT TO x\nVALUES 1;\n', ['command: CONNECT TO x', 'VALUES 1']],
]

describe('statements of a script', () => {
  it.each(TABLE)('%s: %s', (client, _what, script, statements) => {
    expect(texts(script, client)).toEqual(statements)
  })

  it('counts batches', () => {
    expect(statementsOf('a; b\ngo\nc', 'sqlcmd').map(({ batch }) => batch)).toEqual([1, 1, 2])
  })

  it('refuses what is too long', () => {
    expect(() => statementsOf('x'.repeat(1024 * 1024 + 1), 'psql')).toThrow(FormatError)
    expect(() => statementsOf('x;'.repeat(3000), 'psql')).toThrow(/2000 statements/)
  })

  it.each(SQL_CLIENTS)('%s: takes a line of a million signs in one go', (of) => {
    for (const sign of [';', "'", '/', '-', '*', '$', '(', '[', '\\', '#', '@ '])
      expect(statementsOf(sign.repeat(1024 * 512), of).length).toBeLessThan(3)
  })

  const client = fc.constantFrom(...SQL_CLIENTS)
  const anything = fc.string({ unit: fc.constantFrom(...'aG O;\'"`$/\\*-#@&[](){}\r\n'.split('')), maxLength: 80 })

  it('places each statement where it stands, in order, whatever the text', () => {
    fc.assert(
      fc.property(anything, client, (script, of) => {
        const lines = script.split(/\r\n|\r|\n/)
        let last: ScriptStatement | undefined
        for (const statement of statementsOf(script, of)) {
          const again = of === 'sqlplus' && lines[statement.line - 1]?.trim() === '/'
          if (!again)
            expect(
              lines
                .slice(statement.line - 1)
                .join('\n')
                .slice(statement.column - 1)
                .startsWith(statement.text.split(/\r\n|\r|\n/)[0] ?? ''),
            ).toBe(true)
          if (last !== undefined) expect(statement.batch).toBeGreaterThanOrEqual(last.batch)
          last = statement
        }
      }),
    )
  })

  it('finds again what was put together', () => {
    const statement = fc.constantFrom('CREATE TABLE a (b INT)', "SELECT ';'", 'DROP INDEX "a;b"', 'CREATE INDEX i ON t (a, b)')
    const between = fc.constantFrom(';', ' ;\n', ';\r\n-- a; b\r\n', ';\n/* ; */\n')
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, between), { minLength: 1 }), fc.constantFrom('psql', 'mysql', 'sqlcmd'), (parts, of) => {
        expect(texts(parts.flat().join(''), of as SqlClient)).toEqual(parts.map(([text]) => text))
      }),
    )
  })
})
