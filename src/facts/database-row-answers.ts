import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, choice, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { ENGINES } from '../core/sql.ts'

/**
 * What became of a question: `not-asked`: what it reads is not there, or hidden from the account; `too-large`: it would have to sort a table that is large
 * by the server's own statistics; `unanswered`: the server refused it, or took too long; `other-engine`: it means nothing here. Only `answered` says
 * anything of the rows.
 */
export const ROW_STATES = ['answered', 'not-asked', 'too-large', 'unanswered', 'other-engine'] as const

const answer = object({
  question: text('as `iam-preflight queries` prints it', 100),
  state: choice(ROW_STATES),
  missing: anyOrder(list(text(undefined, 256), 'tables, and columns as TABLE.COLUMN, that are not there or not shown')),
  count: volatile(nullable(integer('rows that meet the condition, or groups of them', 0), 'null: not answered')),
  atLeast: volatile(flag('true: there may be more than `count`')),
  keys: volatile(list(text(undefined, 256), 'some of them, sorted: NAME openid, TENANT_ID -1234', 100)),
  /** Of the largest of the tables it reads. */
  estimate: volatile(nullable(text('rows by the statistics of the server, decimal digits', 40), 'null: it has none')),
  reason: nullable(object({ code: text('a reason of the tool', 40), text: text() })),
})

/**
 * Answers to questions about rows: how many rows meet a condition that breaks the migration, bounded, and some of their keys; never a token, a secret or a
 * password. Source: facts/wso2.md §3.5, facts/performance.md §2.
 */
export const databaseRowAnswers = defineFact({
  id: 'database-row-answers',
  title: 'Bounded answers to questions about the rows of a schema',
  params: object(
    { questions: list(text('as `iam-preflight queries` prints it', 100), undefined, 100) },
    {
      adminRole: text('name of the administrator role', 256),
      largeTables: choice(['skip', 'ask'], '`ask`: sort large tables as well; default: skip'),
    },
  ),
  value: object({
    engine: choice(ENGINES),
    database: text('as the server names it', 256),
    schema: text('as stored', 256),
    answers: keyedBy(list(answer), 'question'),
  }),
})

export type DatabaseRowAnswers = ValueOf<typeof databaseRowAnswers>
export type RowAnswer = DatabaseRowAnswers['answers'][number]
