import { describe, expect, it } from 'vitest'
import { ENGINES } from '../../src/core/sql.ts'
import { ROW_QUESTIONS, ROW_STATEMENTS, rowStatementsOf } from '../../src/statements/sql/rows.ts'

/** A text without its literals, which are data. */
const bare = (text: string): string => text.replaceAll(/'(?:[^']|'')*'/g, "''")

const BOUND = {
  postgres: /limit \d+/,
  mysql: /limit \d+/,
  mssql: /top \(\d+\)/,
  oracle: /rownum <= \d+/,
  db2: /fetch first \d+ rows only/,
} as const

describe('the questions about rows', () => {
  it('are told apart by their ids', () => {
    const ids = ROW_QUESTIONS.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
  })

  it('never ask for a secret but to tell its form', () => {
    const asked = ROW_QUESTIONS.filter(({ kind }) => kind !== 'sample').flatMap(({ columns }) => columns)
    expect(asked.filter((column) => /TOKEN$|SECRET|PASSWORD|CODE|VALUE|HASH|SESSION|AUTHZ_USER|PT$/.test(column))).toEqual(['REG_PATH_VALUE'])
  })

  it.each(ENGINES)('are bounded, single and unquoted for %s', (engine) => {
    const { questions } = rowStatementsOf(engine)
    for (const { id, text, rows } of questions.values()) {
      expect(bare(text), id).toMatch(BOUND[engine])
      expect(bare(text), id).not.toMatch(/[;"`[\]]|__|\b(?:insert|update|delete|into|for share)\b/i)
      expect(rows, id).toBeLessThanOrEqual(1001)
    }
    expect([...questions.keys()]).toEqual(
      ROW_QUESTIONS.filter(({ id }) => engine === 'mysql' || id !== 'user-ids-in-other-schemas').map(({ id }) => id),
    )
  })

  it('name tables as each engine folds them', () => {
    for (const { engine, id, text } of ROW_STATEMENTS) {
      if (engine === 'postgres') expect(bare(text), id).not.toMatch(/[A-Z]/)
      else if (id !== 'row-columns' && id !== 'row-estimates') expect(bare(text), id).toMatch(/ (?:IDN|IDP|SP|WF|UM|REG|information_schema)/)
    }
  })

  it('mark their parameters as each engine does', () => {
    const marks = ENGINES.map(
      (engine) =>
        rowStatementsOf(engine)
          .questions.get('admin-role-twice')
          ?.text.match(/= (\$1|\?|@p1|:1) /)?.[1],
    )
    expect(marks).toEqual(['$1', '?', '@p1', ':1', '?'])
  })
})
