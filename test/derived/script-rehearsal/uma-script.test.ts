import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { umaScript } from '../../../src/derived/script-rehearsal/uma-script.ts'
import { operationOf } from '../../../src/formats/sql-ddl.ts'
import { clientOf } from '../../../src/formats/sql-ddl/tokens.ts'
import { statementsOf } from '../../../src/formats/sql-script.ts'
import { ddlText } from '../../support/rehearsal/ddl-text.ts'

const ENGINES = [
  ['postgres', 'PostgreSQL', 32],
  ['mysql', 'MySQL', 10],
  ['mssql', 'MSSQL', 10],
  ['oracle', 'Oracle', 22],
  ['db2', 'DB2', 22],
] as const

const SOURCE = new URL('../../../../shared/sources/wso2-is-km-5.7.0-to-5.11.0.md', import.meta.url)
const sourceThere = existsSync(SOURCE)
if (!sourceThere) process.stderr.write("the source's document is not here: our description of its scripts was not held against it\n")

describe('our description of the UMA script', () => {
  it.each(ENGINES)('on %s has the statements of the source', (engine, _tab, statements) => {
    expect(umaScript(engine)).toHaveLength(statements)
  })

  it.each(ENGINES)('on %s is read back from what it says', (engine) => {
    for (const operation of umaScript(engine)) expect(operationOf(ddlText(operation, engine), engine)).toEqual(operation)
  })
})

describe.skipIf(!sourceThere)("the source's own text", () => {
  const source = sourceThere ? readFileSync(SOURCE, 'utf8') : ''
  it.each(ENGINES)('for %s does the same', (engine, tab) => {
    const text = new RegExp(`\`\`\`tab="${tab}"\\n([\\s\\S]*?)\`\`\``).exec(source)?.[1] ?? ''
    for (const script of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
      const statements = statementsOf(script, clientOf(engine))
      expect(statements.map((statement) => operationOf(statement.text, engine))).toEqual(umaScript(engine))
      expect(statements.every(({ kind }) => kind === 'sql')).toBe(true)
    }
  })
})
