import { describe, expect, it } from 'vitest'
import { unqualifiedTables } from '../../src/formats/sql-names.ts'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { LATER_TABLES, WSO2_TABLES } from '../support/wso2-tables.ts'

describe('tables that a SELECT reads without saying where they are', () => {
  it.each([
    ['SELECT a FROM T', ['T']],
    ['SELECT a FROM dbo.T', []],
    ['SELECT a FROM [T] AS t JOIN sys.objects o ON o.x = t.x LEFT JOIN "U" ON 1 = 1', ['T', 'U']],
    ['SELECT a FROM T, U u, sys.x AS y, V', ['T', 'U', 'V']],
    ["SELECT 'FROM X' FROM T -- from Y\n/* join Z */ WHERE a IN (SELECT b FROM W)", ['T', 'W']],
    ['WITH c AS (SELECT a FROM T), d (x) AS (SELECT a FROM c) SELECT * FROM d', ['T']],
    ['SELECT a FROM (SELECT b FROM T) x', ['T']],
    ['select top (1) a from T where exists (select 1 from U where U.x = T.x)', ['T', 'U']],
    ['SELECT a FROM T WHERE from_date > 1 ORDER BY a', ['T']],
    ['SELECT SUBSTRING(a, 1, 2) FROM sys.tables', []],
  ])('%s', (text, expected) => expect(unqualifiedTables(text)).toEqual(expected))
})

it('finds, in what is sent to SQL Server, tables of the product and no others', () => {
  const product = new Set([...Object.keys(WSO2_TABLES), ...Object.keys(LATER_TABLES)])
  const found = SQL_STATEMENTS.filter(({ engine }) => engine === 'mssql').flatMap(({ text }) => unqualifiedTables(text))
  expect(found.filter((name) => !product.has(name))).toEqual([])
  expect([...product].filter((name) => !found.includes(name))).toEqual([])
})
