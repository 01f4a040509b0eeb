import type { Engine, SqlStatement } from '../../core/sql.ts'

/** A question about the rows of WSO2's tables, the same for every engine; scripts/rows/ defines and compiles them. */
export interface RowQuestion {
  readonly id: string
  readonly purpose: string
  /**
   * `keys`: rows that meet a condition, by keys one may show; `count`: how many rows there are, up to a bound; `sample`: values that never leave the
   * collector, which says only what form they have.
   */
  readonly kind: 'keys' | 'count' | 'sample'
  /** What it reads; names as the vendor's scripts write them. It is asked only where all of it is there. */
  readonly needs: readonly { readonly table: string; readonly columns: readonly string[] }[]
  /** Tables that must be read and sorted whole to answer it: not asked where one is large. */
  readonly groups: readonly string[]
  /** What the columns of the answer are. */
  readonly columns: readonly string[]
  /** Most rows the text asks for; of `count`: most rows it counts. */
  readonly most: number
  /** How many keys are kept. */
  readonly kept: number
  /** What is bound, in words. */
  readonly parameters: readonly string[]
  /** Null: a question that another engine has no use for. */
  readonly texts: Readonly<Record<Engine, string | null>>
}

/** A statement about the catalogue that goes before the questions. */
export interface RowPreface {
  readonly id: string
  readonly purpose: string
  readonly columns: readonly string[]
  readonly most: number
  readonly texts: Readonly<Record<Engine, string>>
}

const FACT_OF: Readonly<Record<RowQuestion['kind'], string>> = {
  keys: 'database-row-answers',
  count: 'database-row-answers',
  sample: 'stored-ciphertext',
}

export const statementOf = (question: RowQuestion, engine: Engine): SqlStatement | null => {
  const { id, kind, columns, most, parameters, purpose } = question
  const text = question.texts[engine]
  return text === null ? null : { id, engine, text, parameters, columns, rows: kind === 'count' ? 1 : most, facts: [FACT_OF[kind]], purpose }
}

export const prefaceOf = ({ id, columns, most, purpose, texts }: RowPreface, engine: Engine): SqlStatement => ({
  id,
  engine,
  text: texts[engine],
  parameters: ['schema'],
  columns,
  rows: most,
  facts: ['database-row-answers', 'stored-ciphertext'],
  purpose,
})
