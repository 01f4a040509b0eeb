import type { FileSession } from '../../../core/session.ts'
import { FactError } from '../../../core/fact-error.ts'
import type { Engine } from '../../../core/sql.ts'
import type { Statement } from '../../../derived/script-rehearsal/rehearse.ts'
import { umaScript } from '../../../derived/script-rehearsal/uma-script.ts'
import { FormatError } from '../../../formats/format-error.ts'
import { operationOf } from '../../../formats/sql-ddl.ts'
import { clientOf } from '../../../formats/sql-ddl/tokens.ts'
import { statementsOf } from '../../../formats/sql-script.ts'
import { LIMITS } from '../../../limits.ts'

/** The statements of a script's text, as the client of the engine would send them. Throws FormatError. */
export const scriptOf = (text: string, engine: Engine): readonly Statement[] =>
  statementsOf(text, clientOf(engine)).map(({ kind, text: statement, line, column }) => ({
    line,
    column,
    operation: kind === 'sql' ? operationOf(statement, engine) : { kind: 'not-modelled', why: UNSENT[kind] },
  }))

const UNSENT = {
  command: 'a command of the client itself',
  unclear: 'it is not known what the client would send: a quote is not closed, the end is missing, or the client replaces a variable',
} as const

/** The script that the plan names; without one the source's, by our own description of it. */
export const plannedScript = async (files: FileSession, path: string | undefined, engine: Engine): Promise<readonly Statement[]> => {
  if (path === undefined) return umaScript(engine).map((operation) => ({ operation, line: null, column: null }))
  try {
    const statements = scriptOf(await files.readText(path, LIMITS.sqlScript.value), engine)
    if (statements.length === 0) throw new FactError('parse-failed', `${path} has no statement`)
    return statements
  } catch (error) {
    if (error instanceof FormatError) throw new FactError(error.kind, `${path}: ${error.message}`, { cause: error })
    throw error
  }
}
