import { ENGINES, type SqlStatement } from '../../core/sql.ts'
import { prefaceOf, statementOf } from './row-question.ts'
import { ROW_PREFACES, ROW_QUESTIONS } from './rows.generated.ts'

/** What each engine is asked about rows, made once: the session takes only these very objects. */
const BY_ENGINE = new Map(
  ENGINES.map((engine) => {
    const questions = ROW_QUESTIONS.flatMap((question) => {
      const statement = statementOf(question, engine)
      return statement === null ? [] : [[question.id, statement] as const]
    })
    return [
      engine,
      { columns: prefaceOf(ROW_PREFACES.columns, engine), sizes: prefaceOf(ROW_PREFACES.sizes, engine), questions: new Map(questions) },
    ] as const
  }),
)

export const ROW_STATEMENTS: readonly SqlStatement[] = [...BY_ENGINE.values()].flatMap(({ columns, sizes, questions }) => [
  columns,
  sizes,
  ...questions.values(),
])

export const rowStatementsOf = (
  engine: SqlStatement['engine'],
): { readonly columns: SqlStatement; readonly sizes: SqlStatement; readonly questions: ReadonlyMap<string, SqlStatement> } => {
  const found = BY_ENGINE.get(engine)
  if (found === undefined) throw new Error(`no statements for ${engine}`)
  return found
}

export { ROW_QUESTIONS }
