import { databaseRowAnswers, defineCheck, judged, own } from '../../src/api.ts'
import { questionsOf, UMA_RULES } from './data/migration-rules.ts'
import { SCRIPT_REFERENCE } from './data/references.ts'
import { countText, hitsIn, keysText, unknownsIn, unlessKnown } from './data/row-answers.ts'

export default defineCheck({
  id: 'wso2-is/uma-rows',
  title: 'Every row of the UMA tables refers to rows that are there',
  why: 'A permission or a scope whose resource is gone is granted to nobody, or comes back with the next resource of that number',
  remedy: 'Delete the rows named, or restore what they refer to from the backup, and put the missing foreign key in place',
  references: [SCRIPT_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { 'post-upgrade': 'high', compliance: 'high' },
  facts: { rows: own(databaseRowAnswers, { questions: questionsOf(UMA_RULES) }) },
  messages: { orphans: '{subject}: {count} rows refer to what is not there ({keys})' },
  traps: {
    'empty-tables': 'tables without rows have no orphans',
    'missing-table': 'a table that is not there has no rows to be judged: error',
    'at-least': 'an answer that was cut off at its bound says "at least"',
    'fail-stands': 'orphans of one relation are told though another could not be asked',
  },
  evaluate: ({ facts: { rows }, finding }) => {
    const findings = hitsIn(rows, UMA_RULES).map(({ rule: { message, subject }, answer }) =>
      finding(message, { subject, count: countText(answer), keys: keysText(answer) }, { subject, location: { table: subject.replace(/\..*$/, '') } }),
    )
    const unknown = unlessKnown(unknownsIn(rows, questionsOf(UMA_RULES)))
    if (unknown !== null && findings.length === 0) return unknown
    return judged(`no orphans across the ${UMA_RULES.length} relations of the UMA tables in ${rows.schema}`, findings, 'high')
  },
})
